import type { Monitor } from "../monitor/monitor.ts";

/** What one registration leaves behind for every later one of the same thread. */
export interface Registered {
  readonly monitor: Monitor;
  /** Takes the exports of LangChain's callback manager, in whichever copy they were loaded. */
  onCallbackManager(loaded: unknown): void;
}

/** Name of {@link Registered} on `globalThis`: the ESM and CommonJS builds and every copy of the package share it. */
export const REGISTERED_NAME = "breakwater.registered";

const REGISTERED = Symbol.for(REGISTERED_NAME);

/** The registration of this thread, when there is one. */
export function currentRegistration(): Registered | undefined {
  return Reflect.get(globalThis, REGISTERED) as Registered | undefined;
}

/** Makes a registration that of the thread. */
export function setRegistration(registered: Registered): void {
  Object.defineProperty(globalThis, REGISTERED, { value: registered });
}
