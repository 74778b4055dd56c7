import { randomUUID } from "node:crypto";
import type { MaybePromise } from "@breakwater/core/budget/ledger";
import { describeError } from "@breakwater/core/failure/describe-error";
import { andThen } from "../../budget/and-then.ts";
import { outcomeOfHold, type RunOutcome } from "../../calls/call-outcome.ts";
import type { ModelCall } from "../../calls/open-run.ts";
import type { Entrance } from "../../monitor/entrance.ts";
import type { WireAnswer, WireRequest } from "../dialect.ts";
import { outcomeOfAnswer, usageMetadataOf } from "./answer-outcome.ts";
import type { Attempt, AttemptEnd } from "./attempt.ts";
import { errorInAnswer } from "./wire-error.ts";

/** What an attempt is of. */
export interface AttemptOf {
  readonly name: string;
  readonly wire: WireRequest;
  readonly call: ModelCall;
  /** 1 for the first. */
  readonly attempt: number | undefined;
}

/** An attempt that nobody further out watches: a run, a hold and a charge of its own. */
export class OwnAttempt implements Attempt {
  readonly spanRunId = randomUUID();
  readonly #entrance: Entrance;
  readonly #of: AttemptOf;

  constructor(entrance: Entrance, of: AttemptOf) {
    this.#entrance = entrance;
    this.#of = of;
  }

  begin(): MaybePromise<number | undefined> {
    const { name, wire, call, attempt } = this.#of;
    const { tracker, payloads } = this.#entrance;
    const started = tracker.start({
      id: this.spanRunId,
      kind: wire.kind,
      name,
      context: {},
      attempt,
      call,
      input: (traceId) => payloads.writerFor(traceId)?.(wire.payload(), "input"),
    });
    return andThen(started, () => tracker.fittedOutput(this.spanRunId, call));
  }

  token(text: string): void {
    this.#entrance.tracker.token(this.spanRunId, { text: text === "" ? undefined : text });
  }

  end(end: AttemptEnd): void {
    const { tracker } = this.#entrance;
    switch (end.kind) {
      case "answered":
        this.#answered(end.answer);
        break;
      case "unread": {
        const run = tracker.get(this.spanRunId);
        tracker.end(this.spanRunId, { status: "ok", ...(run && outcomeOfHold(run, tracker.prices)) });
        break;
      }
      case "failed":
        this.#noteUsage(end.answer);
        tracker.fail(this.spanRunId, end.error);
        break;
      case "cancelled":
        this.#noteUsage(end.answer);
        tracker.fail(this.spanRunId, new DOMException("The answer was not read to its end.", "AbortError"));
        break;
      case "unsent":
        tracker.end(this.spanRunId, { status: "cancelled" });
        break;
    }
  }

  #answered(answer: WireAnswer): void {
    const { tracker } = this.#entrance;
    const run = tracker.get(this.spanRunId);
    if (!run) return;
    if (answer.error !== undefined && answer.usage === undefined) {
      tracker.fail(this.spanRunId, errorInAnswer(answer.error));
      return;
    }
    const output = run.input === undefined ? undefined : this.#outputText(run.traceId, answer.text);
    const outcome: RunOutcome = {
      ...outcomeOfAnswer(run, answer, tracker.prices),
      ...(answer.error === undefined
        ? { status: "ok" }
        : { status: "error", error: describeError(errorInAnswer(answer.error)) }),
      ...(output !== undefined && { output }),
    };
    tracker.end(this.spanRunId, outcome);
  }

  #outputText(traceId: string, text: string): string | undefined {
    return this.#entrance.payloads.writerFor(traceId)?.(text, "output");
  }

  /** What a broken-off answer had reported is the least that its estimate may say. */
  #noteUsage(answer: WireAnswer | undefined): void {
    if (!answer?.usage) return;
    this.#entrance.tracker.token(this.spanRunId, { usage: usageMetadataOf(answer.usage) });
  }
}
