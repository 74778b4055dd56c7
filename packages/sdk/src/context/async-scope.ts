import { AsyncLocalStorage } from "node:async_hooks";
import type { Channel } from "node:diagnostics_channel";
import type { RunContext } from "../calls/open-run.ts";
import { DenialWatch } from "./denial-watch.ts";

/**
 * What travels along the async calls of the host: for whom they are made, and inside which model call they stand.
 * By the latter an entrance nearer to the wire (the fetch guard) finds the run that an outer one (the callback
 * handler) has opened.
 */
export class AsyncScope {
  readonly #contexts = new AsyncLocalStorage<RunContext>();
  readonly #calls = new AsyncLocalStorage<string | undefined>();
  /** Sees what budgets refused inside a piece of work. */
  readonly denials = new DenialWatch();

  /** For whom the current code works, when it runs inside `withContext`. */
  get context(): RunContext | undefined {
    return this.#contexts.getStore();
  }

  /** Runs `act` on behalf of `context`, added to the context that is already there; inner values win. */
  withContext<T>(context: RunContext, act: () => T): T {
    return this.#contexts.run(mergedContext(this.context, context), act);
  }

  /**
   * Id of the model call inside which the current code runs. It may have ended already, and where it was only
   * entered it may be a neighbour's: whoever joins must check that it is open and fits.
   */
  get callId(): string | undefined {
    return this.#calls.getStore();
  }

  /** Runs `act` inside a model call. */
  inCall<T>(callId: string | undefined, act: () => T): T {
    return this.#calls.run(callId, act);
  }

  /**
   * Lets a channel of the host's open calls: what is published on it runs inside the call that `open` names.
   * `open` must not throw. Returns what undoes it.
   */
  bindCalls(channel: Channel, open: (message: unknown) => string | undefined): () => void {
    channel.bindStore(this.#calls, open);
    return () => void channel.unbindStore(this.#calls);
  }

  /** Marks the rest of the current async flow as inside a model call, where there is nothing to wrap (a callback). */
  enterCall(callId: string): void {
    this.#calls.enterWith(callId);
  }
}

/** `outer` with what `inner` says itself; tags add up, metadata by key. */
export function mergedContext(outer: RunContext | undefined, inner: RunContext): RunContext {
  if (!outer) return inner;
  const tags = joinedTags(outer.tags, inner.tags);
  return {
    ...outer,
    ...inner,
    ...(tags && { tags }),
    ...(outer.metadata && inner.metadata && { metadata: { ...outer.metadata, ...inner.metadata } }),
  };
}

function joinedTags(outer: readonly string[] | undefined, inner: readonly string[] | undefined) {
  return outer && inner ? [...new Set([...outer, ...inner])] : (inner ?? outer);
}
