import type { CallContext } from "../context/call-context.ts";
import type { BreakwaterCallbackHandler } from "./callback-handler.ts";

/** The parts of a LangChain `RunnableConfig` that are merged; all others are kept as they are. */
export interface MergeableConfig {
  readonly callbacks?: unknown;
  readonly tags?: readonly string[] | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** What is added to any config: the handler, tags and metadata. `C` is the type of the callbacks merged into. */
export interface MonitoredConfig<C = never> {
  callbacks: BreakwaterCallbackHandler[] | NonNullable<C>;
  tags: string[];
  metadata: Record<string, unknown>;
}

/** A config of type `T` with monitoring merged in. */
export type Monitored<T extends MergeableConfig> = Omit<T, "callbacks" | "tags" | "metadata"> &
  MonitoredConfig<T["callbacks"]>;

/** Parts of {@link monitoredConfig}. */
export interface ConfigParts {
  readonly handler: BreakwaterCallbackHandler;
  readonly environment: string;
  /** ISO 8601 UTC. */
  readonly timestamp: string;
}

/**
 * A config that monitors a call: callbacks, tags (environment, query type, the caller's) and metadata (user, session,
 * query type, environment, timestamp, the caller's), merged into `existing`, whose other fields stay.
 */
export function monitoredConfig<T extends MergeableConfig>(
  context: CallContext,
  existing: T | undefined,
  { handler, environment, timestamp }: ConfigParts,
): Monitored<T> {
  const where = context.environment ?? environment;
  const { userId, sessionId, queryType } = context;
  const named = [where, ...(queryType === undefined ? [] : [queryType])];
  const rest = (existing ?? {}) as Omit<T, "callbacks" | "tags" | "metadata">;
  return {
    ...rest,
    callbacks: withHandler(existing?.callbacks, handler),
    tags: [...new Set([...(existing?.tags ?? []), ...named, ...(context.tags ?? [])])],
    metadata: {
      ...existing?.metadata,
      ...context.metadata,
      environment: where,
      timestamp,
      ...(userId !== undefined && { userId }),
      ...(sessionId !== undefined && { sessionId }),
      ...(queryType !== undefined && { queryType }),
    },
  };
}

interface ManagerLike<C> {
  copy(): C & ManagerLike<C>;
  addHandler(handler: unknown, inherit: boolean): void;
  readonly handlers: readonly unknown[];
}

/**
 * `callbacks` with the handler among them, once. LangChain takes a list of handlers or a callback manager; a manager is
 * copied, never changed.
 */
export function withHandler<C>(
  callbacks: C,
  handler: BreakwaterCallbackHandler,
): BreakwaterCallbackHandler[] | NonNullable<C> {
  if (isCallbackManager(callbacks)) {
    if (callbacks.handlers.includes(handler)) return callbacks;
    const copy = callbacks.copy();
    copy.addHandler(handler, true);
    return copy;
  }
  if (!Array.isArray(callbacks)) return [handler];
  return callbacks.includes(handler) ? callbacks : [...callbacks, handler];
}

/** Whether callbacks are a manager rather than a list. */
export function isCallbackManager<C>(
  callbacks: C,
): callbacks is NonNullable<C> & ManagerLike<NonNullable<C>> {
  return (
    typeof callbacks === "object" && callbacks !== null && "addHandler" in callbacks && "copy" in callbacks
  );
}
