import type { ScenarioName } from "../workload/scenarios.ts";

/** When to stop: after so many calls, or when so much time has passed. */
export type Amount = { readonly calls: number } | { readonly milliseconds: number };

/** What the parent asks of a handler's process. */
export type Task =
  | { readonly task: "measure"; readonly scenario: ScenarioName; readonly amount: Amount }
  | { readonly task: "memory" };

/** A measured stretch of calls, per call. */
export interface Stretch {
  /** CPU of the whole process, all threads, in microseconds. */
  readonly cpuUs: number;
  readonly wallUs: number;
}

/** Memory of a process after a full garbage collection. */
export interface MemoryReading {
  readonly rssMb: number;
  readonly heapUsedMb: number;
  /** The most memory the process ever had. */
  readonly peakRssMb: number;
  readonly losses?: string | undefined;
}

/** What a handler's process answers. */
export type Answer =
  | { readonly answer: "ready" }
  | { readonly answer: "failed"; readonly reason: string }
  | { readonly answer: "stretch"; readonly stretch: Stretch }
  | { readonly answer: "memory"; readonly memory: MemoryReading };
