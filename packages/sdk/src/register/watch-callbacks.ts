import { property } from "@breakwater/core/usage/untyped";
import type { BreakwaterCallbackHandler } from "../langchain/callback-handler.ts";
import { type CallHandlers, watchedHandlers } from "./watched-handlers.ts";

/** Marks a class whose method is replaced already. */
const WATCHED = Symbol.for("breakwater.watched");

type Configure = (...handlers: readonly unknown[]) => unknown;

/** What watching a callback manager needs. */
export interface ManagerWatch {
  readonly handler: BreakwaterCallbackHandler;
  onInternalError(error: unknown): void;
}

/**
 * Puts the handler into every call of one copy of LangChain, whose exports of `callbacks/manager` these are:
 * `CallbackManager._configureSync` settles the handlers of every run, whoever starts it and wherever.
 * @returns false when these exports have no such method.
 */
export function watchCallbacks(loaded: unknown, { handler, onInternalError }: ManagerWatch): boolean {
  const managers = property(loaded, "CallbackManager");
  if (typeof managers !== "function") return false;
  const configure: unknown = Reflect.get(managers, "_configureSync");
  if (typeof configure !== "function") return false;
  if (Object.hasOwn(managers, WATCHED)) return true;
  const configureSync: Configure = function (this: unknown, ...[inheritable, local, ...rest]) {
    let handlers: CallHandlers = { inheritable, local };
    try {
      handlers = watchedHandlers(handlers, handler);
    } catch (error) {
      onInternalError(error);
    }
    return Reflect.apply(configure, this, [handlers.inheritable, handlers.local, ...rest]);
  };
  Object.defineProperty(managers, WATCHED, { value: true });
  return Reflect.set(managers, "_configureSync", configureSync);
}
