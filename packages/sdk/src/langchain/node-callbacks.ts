import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";
import { ENTRANCE, type HasEntrance } from "../monitor/entrance.ts";
import type { BreakwaterCallbackHandler } from "./callback-handler.ts";
import { withHandler } from "./runnable-config.ts";

/** A monitor, as far as its callback handler goes. */
export interface HasHandler {
  readonly handler: BreakwaterCallbackHandler;
}

interface NodeConfig {
  callbacks?: unknown;
}

/**
 * Makes the model calls of the agent's current node known to the monitor. The node's config belongs to this one step of
 * this one run, and LangChain reads it when the call is made; where the handler came with the caller's config already,
 * nothing changes.
 */
export function watchNode(monitor: HasEntrance & HasHandler): void {
  try {
    const config: NodeConfig | undefined = AsyncLocalStorageProviderSingleton.getRunnableConfig();
    if (config) config.callbacks = withHandler(config.callbacks, monitor.handler);
  } catch (error) {
    monitor[ENTRANCE].reporter.internalError(error);
  }
}
