import { randomUUID } from "node:crypto";
import type { MaybePromise } from "@breakwater/core/budget/ledger";
import { describeError } from "@breakwater/core/failure/describe-error";
import { isMaybeBilled } from "@breakwater/core/failure/maybe-billed";
import { andThen } from "../../budget/and-then.ts";
import { cappedCall } from "../../budget/fitted-cap.ts";
import { outcomeOfHold } from "../../calls/call-outcome.ts";
import type { ModelCall, OpenRun } from "../../calls/open-run.ts";
import type { WireOutcome } from "../../calls/wire-view.ts";
import type { Entrance } from "../../monitor/entrance.ts";
import type { WireAnswer } from "../dialect.ts";
import { outcomeOfAnswer, usageMetadataOf } from "./answer-outcome.ts";
import type { Attempt, AttemptEnd } from "./attempt.ts";
import { errorInAnswer } from "./wire-error.ts";

/** What a lost attempt leaves behind for the one that follows it. */
interface LostAttempt {
  readonly number: number;
  readonly startedAt: number;
  readonly error: unknown;
}

/** Lost attempts that no other has followed yet, by their run. */
const LOST = new WeakMap<OpenRun, LostAttempt>();

/**
 * An attempt of a call that an entrance further out has opened and will end. It shows below that call as a step of
 * its own without cost; what it used is told to the call.
 */
export class JoinedAttempt implements Attempt {
  readonly spanRunId = randomUUID();
  readonly #entrance: Entrance;
  readonly #run: OpenRun;
  readonly #call: ModelCall;
  readonly #name: string;
  readonly #number: number;
  #startedAt = 0;
  #sawTokens = false;
  /** True while the attempt before this one is neither held nor charged. */
  #owesLost = false;

  constructor(entrance: Entrance, run: OpenRun, of: { readonly call: ModelCall; readonly path: string }) {
    this.#entrance = entrance;
    this.#run = run;
    this.#call = of.call;
    this.#name = `POST ${of.path}`;
    this.#number = (run.wire?.attempts ?? 0) + 1;
  }

  begin(): MaybePromise<number | undefined> {
    const { tracker } = this.#entrance;
    // First of all, so that a request of the same moment does not take the same run.
    tracker.note(this.#run.id, { attempts: this.#number, isInFlight: true });
    try {
      const admitted = andThen(this.#payForLost(), () => this.#admit());
      if (!(admitted instanceof Promise)) return this.#opened(admitted);
      return admitted.then(
        (cap) => this.#opened(cap),
        (error: unknown) => this.#refused(error),
      );
    } catch (error) {
      return this.#refused(error);
    }
  }

  token(text: string): void {
    this.#sawTokens = true;
    const piece = text === "" ? undefined : text;
    this.#entrance.tracker.token(this.#run.id, { text: piece, source: "wire" });
  }

  end(end: AttemptEnd): void {
    const { tracker } = this.#entrance;
    const error = errorOf(end);
    const isCancelled = end.kind === "cancelled" || end.kind === "unsent";
    tracker.end(this.spanRunId, {
      status: isCancelled ? "cancelled" : error === undefined ? "ok" : "error",
      ...(error !== undefined && { error: describeError(error) }),
    });
    const outcome = this.#outcomeOf(end, error);
    if (outcome.kind === "lost")
      LOST.set(this.#run, { number: this.#number, startedAt: this.#startedAt, error });
    tracker.note(this.#run.id, { attempts: this.#number, isInFlight: false, outcome });
  }

  #admit(): MaybePromise<number | undefined> {
    const { tracker } = this.#entrance;
    const { id } = this.#run;
    return andThen(tracker.admit(id, this.#call), () => tracker.fittedOutput(id, this.#call));
  }

  #opened(cap: number | undefined): number | undefined {
    const { tracker } = this.#entrance;
    const { id } = this.#run;
    const child = { id: this.spanRunId, parentId: id, kind: "other", name: this.#name } as const;
    void tracker.start({ ...child, context: {}, attempt: this.#number });
    this.#startedAt = tracker.get(this.spanRunId)?.startedAt ?? this.#run.startedAt;
    return cap;
  }

  /** The provider may have billed the attempt before this one: it gets a record and a charge of its own. */
  #payForLost(): MaybePromise<void> {
    const lost = LOST.get(this.#run);
    if (!lost) return undefined;
    LOST.delete(this.#run);
    const { tracker } = this.#entrance;
    const { id: parentId, kind, name, hold, context } = this.#run;
    const call = cappedCall(this.#run.call ?? this.#call, hold?.fittedOutputTokens);
    const id = randomUUID();
    const { startedAt, number: attempt } = lost;
    this.#owesLost = true;
    const held = tracker.start({ id, parentId, kind, name, context, attempt, call, startedAt });
    return andThen(held, () => {
      this.#owesLost = false;
      tracker.fail(id, lost.error);
    });
  }

  /** No further attempt is paid for. What the call holds pays for the one that was lost, if there was one. */
  #refused(error: unknown): never {
    const { tracker } = this.#entrance;
    const attempts = this.#number - 1;
    const { prices } = tracker;
    const { usage, usageSource, cost } = outcomeOfHold(this.#run, prices);
    const outcome: WireOutcome =
      this.#owesLost && usage && usageSource && cost
        ? { kind: "answered", usage, usageSource, cost }
        : { kind: "not_billed" };
    tracker.note(this.#run.id, { attempts, isInFlight: false, outcome });
    throw error;
  }

  #outcomeOf(end: AttemptEnd, error: unknown): WireOutcome {
    const answer = "answer" in end ? end.answer : undefined;
    if (end.kind === "unsent") return { kind: "not_billed" };
    if (end.kind === "answered" && (error === undefined || end.answer.usage !== undefined))
      return { kind: "answered", ...outcomeOfAnswer(this.#run, end.answer, this.#entrance.tracker.prices) };
    this.#noteUsage(answer);
    const isBilled = error === undefined || isMaybeBilled(error, { sawTokens: this.#sawTokens }) !== "no";
    return { kind: isBilled ? "lost" : "not_billed" };
  }

  #noteUsage(answer: WireAnswer | undefined): void {
    if (!answer?.usage) return;
    const usage = usageMetadataOf(answer.usage);
    this.#entrance.tracker.token(this.#run.id, { usage, source: "wire" });
  }
}

function errorOf(end: AttemptEnd): unknown {
  if (end.kind === "failed") return end.error;
  if (end.kind === "cancelled") return new DOMException("The answer was not read to its end.", "AbortError");
  return end.kind === "answered" && end.answer.error !== undefined
    ? errorInAnswer(end.answer.error)
    : undefined;
}
