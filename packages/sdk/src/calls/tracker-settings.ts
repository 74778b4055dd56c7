import type { OutputFit } from "../budget/fitted-cap.ts";

/** What can change while the tracker works. */
export interface TrackerSettings {
  /** A run without a sign of life for this long is given up for lost. */
  readonly abandonAfterMs: number;
  readonly defaultMaxOutputTokens: number;
  /** How calls without a cap are given one; absent = they are left as they are. */
  readonly fitOutput?: OutputFit;
  /** Runs open at a time; beyond it the longest open one is given up for lost. */
  readonly maxOpenRuns: number;
}
