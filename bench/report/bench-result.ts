import type { FetchCost } from "../fetch/compare-fetch.ts";
import type { Comparison } from "../measure/compare-handlers.ts";
import type { LongRunSample } from "../measure/long-run.ts";
import type { PartCosts } from "../parts/parts-process.ts";
import type { Machine } from "./describe-machine.ts";

/** All that one run of the benchmark has measured. */
export interface BenchResult {
  /** When it began, ISO 8601 UTC. */
  readonly at: string;
  readonly tookSeconds: number;
  readonly machine: Machine;
  readonly comparison: Comparison;
  readonly memoryOverCalls: readonly LongRunSample[];
  readonly parts: PartCosts;
  readonly fetch: readonly FetchCost[];
}
