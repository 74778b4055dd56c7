import { momentOf } from "./moments.ts";
import { USUAL_FROM } from "./view.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Steps of the API, and their lengths. */
const STEPS = [
  ["10s", 10_000],
  ["30s", 30_000],
  ["1m", MINUTE_MS],
  ["5m", 5 * MINUTE_MS],
  ["15m", 15 * MINUTE_MS],
  ["1h", HOUR_MS],
  ["6h", 6 * HOUR_MS],
  ["1d", DAY_MS],
  ["1w", 7 * DAY_MS],
] as const;

/** Name of a step of the API. */
export type StepName = (typeof STEPS)[number][0];

/** Most bars that one can still tell apart. */
const MAX_BARS = 100;

/** The finest step that gives no more bars than one can tell apart. */
export function coarseStep(lengthMs: number): StepName {
  return STEPS.find(([, stepMs]) => lengthMs / stepMs <= MAX_BARS)?.[0] ?? "1w";
}

/** How long a range is, in milliseconds; a day where it makes no sense, which the server will say. */
export function lengthOf(
  { from = USUAL_FROM, to = "now" }: { readonly from?: string; readonly to?: string },
  now: number,
): number {
  const length = momentOf(to, now) - momentOf(from, now);
  return length > 0 ? length : DAY_MS;
}
