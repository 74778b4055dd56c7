import { AsyncLocalStorage } from "node:async_hooks";
import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import type { MaybePromise } from "@breakwater/core/budget/ledger";
import { isInference } from "@breakwater/core/record/span-record";
import { property } from "@breakwater/core/usage/untyped";
import type { ModelCall, OpenRun, RunContext } from "../calls/open-run.ts";
import { mergedContext } from "../context/async-scope.ts";
import type { Entrance } from "../monitor/entrance.ts";
import { type CallSink, endingSink, notingSink } from "./call-sink.ts";
import { contentText, embeddingUsage, modelAnswer } from "./model-answer.ts";
import { isAiSdkRun, newRunId } from "./run-ids.ts";
import { StreamFindings } from "./stream-findings.ts";
import { watchedStream } from "./watched-stream.ts";

/** A model call that is about to be made. */
export interface PendingCall {
  readonly kind: "llm" | "embedding";
  readonly call: ModelCall;
  readonly context: RunContext;
  /** What is sent, for payload capture. */
  readonly payload: unknown;
}

/** Makes a call; with a cap on its output where it is told one. */
type Execute<Result> = (maxOutputTokens: number | undefined) => PromiseLike<Result>;

/** The run inside which a model is being called, by whichever of our middlewares came first. */
const CALLED = new AsyncLocalStorage<string>();

/** Runs of the telemetry that a call has joined: a second one inside (`embedMany`, a fallback) gets its own run. */
const JOINED = new WeakSet<OpenRun>();

/** Follows the calls of AI SDK models: asks the budgets, runs the model inside its run, and ends the run. */
export class ModelRuns {
  readonly #entrance: Entrance;

  constructor(entrance: Entrance) {
    this.#entrance = entrance;
  }

  /**
   * Makes a call and watches it, in a run of its own or in the one that telemetry has opened around it.
   * @throws BudgetExceededError before the model is called, and whatever the model throws.
   */
  async watch<Result extends object>(pending: () => PendingCall, execute: Execute<Result>): Promise<Result> {
    const { scope, tracker } = this.#entrance;
    // A model that was wrapped twice is watched already.
    if (scope.callId !== undefined && CALLED.getStore() === scope.callId) return execute(undefined);
    let id = newRunId();
    let sink = endingSink(this.#entrance, id);
    let cap: number | undefined;
    await this.entered(async () => {
      const next = pending();
      const around = this.around();
      if (around?.kind === next.kind && isAiSdkRun(around.id) && !JOINED.has(around)) {
        JOINED.add(around);
        ({ id } = around);
        sink = notingSink(this.#entrance, id);
        await tracker.admit(id, next.call);
      } else await this.#start(id, next, around);
      cap = await tracker.fittedOutput(id, next.call);
    });
    return CALLED.run(id, () => scope.inCall(id, () => this.made({ id, sink }, () => execute(cap))));
  }

  /** Makes a call whose run is open, and tells `sink` how it goes. @throws whatever the model throws. */
  async made<Result extends object>(
    { id, sink }: { readonly id: string; readonly sink: CallSink },
    execute: () => PromiseLike<Result>,
  ): Promise<Result> {
    const { spans } = this.#entrance;
    let result: Result;
    try {
      result = await (spans?.inside ? spans.inside(id, execute) : execute());
    } catch (error) {
      await this.#told(() => sink.failed(error));
      throw error;
    }
    const stream = property(result, "stream");
    if (stream instanceof ReadableStream) return { ...result, stream: this.watched(sink, stream) };
    await this.#told(() => tellAnswer(sink, result));
    return result;
  }

  /** A model's stream with `sink` told what it brings. */
  watched(sink: CallSink, stream: ReadableStream<unknown>): ReadableStream<unknown> {
    return watchedStream(stream, new StreamFindings(this.#guarded(sink), () => this.#entrance.written()));
  }

  /** The open run inside which the current code stands. */
  around(): OpenRun | undefined {
    const { scope, tracker } = this.#entrance;
    return scope.callId === undefined ? undefined : tracker.get(scope.callId);
  }

  /**
   * Starts something, and goes on when what is held for it is on file. Lets the budget stop through and no other
   * error.
   */
  async entered(start: () => MaybePromise<void>): Promise<void> {
    try {
      await start();
    } catch (error) {
      if (error instanceof BudgetExceededError) {
        this.#entrance.flush();
        throw error;
      }
      this.#entrance.reporter.internalError(error);
    }
    await this.#entrance.written();
  }

  #start(id: string, { kind, call, context, payload }: PendingCall, around: OpenRun | undefined) {
    const { tracker, payloads } = this.#entrance;
    const parent = parentOf(around);
    return tracker.start({
      id,
      parentId: parent?.id,
      kind,
      name: call.requestModel ?? kind,
      context: parent ? mergedContext(parent.context, context) : context,
      call,
      input: (traceId) => payloads.writerFor(traceId)?.(payload, "input"),
    });
  }

  async #told(tell: () => void): Promise<void> {
    this.#safely(tell);
    await this.#entrance.written();
  }

  #guarded(sink: CallSink): CallSink {
    return {
      piece: (text, usage) => this.#safely(() => sink.piece(text, usage)),
      answered: (answer, text) => this.#safely(() => sink.answered(answer, text)),
      failed: (error) => this.#safely(() => sink.failed(error)),
    };
  }

  #safely(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#entrance.reporter.internalError(error);
    }
  }
}

/** What a new run is a step of. A model call of another framework may be a neighbour's: it is no parent. */
export function parentOf(around: OpenRun | undefined): OpenRun | undefined {
  return around && (isAiSdkRun(around.id) || !isInference(around.kind)) ? around : undefined;
}

/** Tells of a call that was answered in one piece, by a language model or an embedding model. */
export function tellAnswer(sink: CallSink, result: unknown): void {
  const usage = property(result, "usage");
  const tokens = embeddingUsage(usage);
  const answer = modelAnswer({
    usage,
    providerMetadata: property(result, "providerMetadata"),
    responseModel: property(property(result, "response"), "modelId"),
  });
  const isEmbedding =
    property(result, "embeddings") !== undefined || property(result, "embedding") !== undefined;
  if (isEmbedding) sink.answered(tokens ? { ...answer, reported: tokens } : answer, "");
  else sink.answered(answer, contentText(property(result, "content")));
}
