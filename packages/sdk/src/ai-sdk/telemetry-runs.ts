import { objectOf, property } from "@breakwater/core/usage/untyped";
import type { OpenRun } from "../calls/open-run.ts";
import { mergedContext } from "../context/async-scope.ts";
import type { Entrance } from "../monitor/entrance.ts";
import { eventContext } from "./call-attribution.ts";
import { type CallSink, endingSink } from "./call-sink.ts";
import { type ModelRuns, parentOf, tellAnswer } from "./model-runs.ts";
import { type Operation, startedOperation } from "./operation.ts";
import { isAiSdkRun, newRunId } from "./run-ids.ts";
import { tapPipe } from "./tap-pipe.ts";
import { isOperation, telemetryStart } from "./telemetry-start.ts";

/** Turns the events of the AI SDK's telemetry into runs: an operation, its steps, their model calls and tools. */
export class TelemetryRuns {
  readonly #entrance: Entrance;
  readonly #runs: ModelRuns;
  readonly #idOfMessage = new WeakMap<object, string>();
  readonly #operations = new WeakMap<OpenRun, Operation>();
  /** Model calls whose answer is watched from within: their end event says nothing new. */
  readonly #watched = new WeakSet<OpenRun>();
  readonly #tries = new WeakMap<OpenRun, number>();

  constructor(entrance: Entrance, runs: ModelRuns) {
    this.#entrance = entrance;
    this.#runs = runs;
  }

  /** Something starts. Returns the id of the run inside which it goes on. */
  started(message: unknown): string | undefined {
    const around = this.#runs.around();
    const event = property(message, "event");
    const parent = parentOf(around);
    const type = property(message, "type");
    const operation = parent && !isOperation(type) ? this.#operations.get(parent) : undefined;
    const start = telemetryStart(type, event, operation?.outputFormat);
    if (!start) return this.#entrance.scope.callId;
    const { input, ...known } = start;
    const id = newRunId();
    const { tracker, scope, payloads } = this.#entrance;
    const own = eventContext(event, parent?.context.queryType ?? scope.context?.queryType);
    void tracker.start({
      ...known,
      id,
      parentId: parent?.id,
      context: parent ? mergedContext(parent.context, own) : own,
      attempt: start.kind === "llm" && parent ? this.#tryOf(parent) : undefined,
      isObserved: true,
      input: (traceId) => payloads.writerFor(traceId)?.(input, "input"),
    });
    this.#remember(id, message, operation ?? startedOperation(id, event));
    return id;
  }

  /** Something has ended, well or with an `error`. */
  ended(message: unknown): void {
    const id = this.#idOfMessage.get(objectOf(message) ?? {});
    const run = id === undefined ? undefined : this.#entrance.tracker.get(id);
    if (!run) return;
    const operation = this.#operations.get(run);
    const error = property(message, "error");
    if (error !== undefined) this.#failed(run, error, operation);
    else if (run.kind === "llm") this.#answered(run, property(message, "result"));
    else this.#finished(run, message, operation);
  }

  /** A model call of which the telemetry is the outermost view and that nobody watches yet. */
  unwatchedCall(): OpenRun | undefined {
    const run = this.#runs.around();
    if (run?.kind !== "llm" || !isAiSdkRun(run.id) || run.isObserved !== true || this.#watched.has(run))
      return;
    this.#watched.add(run);
    return run;
  }

  /** Ends a model call; one whose reader went away takes its operation with it, which the telemetry does not tell. */
  sinkOf(run: OpenRun): CallSink {
    const sink = endingSink(this.#entrance, run.id);
    const operation = this.#operations.get(run);
    return {
      ...sink,
      answered: (answer, text) => {
        sink.answered(answer, text);
        operation?.openIds.delete(run.id);
      },
      failed: (error) => {
        sink.failed(error);
        operation?.openIds.delete(run.id);
        if (operation) operation.cause = { error };
        if (operation && property(error, "name") === "AbortError") this.#failAll(operation, error);
      },
    };
  }

  #remember(id: string, message: unknown, operation: Operation): void {
    const run = this.#entrance.tracker.get(id);
    const key = objectOf(message);
    if (!run || !key) return;
    this.#idOfMessage.set(key, id);
    operation.openIds.add(id);
    this.#operations.set(run, operation);
  }

  /** Every try of a step is a model call of its own. */
  #tryOf(parent: OpenRun): number {
    const attempt = (this.#tries.get(parent) ?? 0) + 1;
    this.#tries.set(parent, attempt);
    return attempt;
  }

  #answered(run: OpenRun, result: unknown): void {
    if (this.#watched.has(run)) return;
    const stream = property(result, "stream");
    if (stream instanceof ReadableStream) {
      this.#watched.add(run);
      tapPipe(stream, (source) => this.#runs.watched(this.sinkOf(run), source));
    } else if (result !== undefined) tellAnswer(this.sinkOf(run), result);
  }

  #finished(run: OpenRun, message: unknown, operation: Operation | undefined): void {
    const result = property(message, "result");
    this.#endLeftovers(run, operation);
    const toolError = property(property(result, "output"), "error");
    if (run.kind === "embedding") tellAnswer(this.sinkOf(run), result);
    else if (run.kind === "tool" && toolError !== undefined) this.#entrance.tracker.fail(run.id, toolError);
    else this.#ended(run, result);
    operation?.openIds.delete(run.id);
  }

  /** Calls below `run` whose end could not be seen (outputs kept from telemetry): what is known of them counts. */
  #endLeftovers(run: OpenRun, operation: Operation | undefined): void {
    for (const id of operation?.openIds ?? []) {
      const open = this.#entrance.tracker.get(id);
      if (open?.call && open.parentId === run.id) tellAnswer(this.sinkOf(open), undefined);
    }
  }

  #failed(run: OpenRun, error: unknown, operation: Operation | undefined): void {
    if (!operation) return;
    if (run.call) operation.cause ??= { error };
    if (run.id === operation.rootId) this.#failAll(operation, operation.cause?.error ?? error);
    else this.#entrance.tracker.fail(run.id, error);
    operation.openIds.delete(run.id);
  }

  #failAll({ openIds }: Operation, error: unknown): void {
    for (const id of [...openIds].reverse()) this.#entrance.tracker.fail(id, error);
    openIds.clear();
  }

  #ended({ id, input, traceId }: OpenRun, result: unknown): void {
    const { tracker, payloads } = this.#entrance;
    const given = property(property(result, "output"), "output") ?? property(result, "text");
    const output = input === undefined ? undefined : payloads.writerFor(traceId)?.(given, "output");
    tracker.end(id, { status: "ok", ...(output !== undefined && { output }) });
  }
}
