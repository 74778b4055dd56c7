import { property } from "@breakwater/core/usage/untyped";

/** One `generateText`, `streamText`, `embed` or `embedMany`, as far as its telemetry has told. */
export interface Operation {
  readonly rootId: string;
  /** Its steps, calls and tools that have not ended, and itself, in the order of their starts. */
  readonly openIds: Set<string>;
  /** The shape that the answer must have (`Output.object`), which the events of its model calls leave out. */
  outputFormat?: unknown;
  /** Why a model call failed; the operation's own error says no more than that nothing came. */
  cause?: { readonly error: unknown };
}

/** An operation that starts with `event`. */
export function startedOperation(rootId: string, event: unknown): Operation {
  const operation: Operation = { rootId, openIds: new Set() };
  // It is there before the first model call: the schema's own promise has nothing to wait for.
  Promise.resolve(property(property(event, "output"), "responseFormat")).then(
    (format) => {
      operation.outputFormat = format;
    },
    () => undefined,
  );
  return operation;
}
