import type { Clock } from "@breakwater/core/time/clock";
import type { MonitoredConfig } from "../langchain/runnable-config.ts";

/** The machine's sides of a monitor; tests bring their own. */
export interface MonitorRuntime {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Anything that can be invoked with an input and a config: a LangChain model, chain, agent or graph. */
export interface Invokable<Input, Output> {
  invoke(input: Input, config?: MonitoredConfig): Promise<Output>;
}

/** What a report covers and shows. */
export interface ReportOptions {
  /** Most rows per table. Default 10. */
  readonly maxRows?: number;
}
