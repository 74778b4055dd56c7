import type { BreakwaterCallbackHandler } from "../langchain/callback-handler.ts";
import { isCallbackManager, withHandler } from "../langchain/runnable-config.ts";

/** The handlers of a call as LangChain takes them: lists or callback managers, those inherited by inner calls first. */
export interface CallHandlers {
  readonly inheritable: unknown;
  readonly local: unknown;
}

/** The same handlers with ours among the inheritable ones, and nowhere else: it hears of every step once. */
export function watchedHandlers(
  { inheritable, local }: CallHandlers,
  handler: BreakwaterCallbackHandler,
): CallHandlers {
  return { inheritable: withHandler(inheritable, handler), local: withoutHandler(local, handler) };
}

function withoutHandler(callbacks: unknown, handler: BreakwaterCallbackHandler): unknown {
  const handlers: unknown = isCallbackManager(callbacks) ? callbacks.handlers : callbacks;
  if (!Array.isArray(handlers) || !handlers.includes(handler)) return callbacks;
  return handlers.filter((other) => other !== handler);
}
