import { calendarSpanAt } from "@breakwater/core/budget/calendar-window";
import { SPAN_STATES } from "../../storage/schema/span-sums.ts";
import { InvalidRangeError, type TimeRange } from "../time-range.ts";
import { MEASURES, type MeasureName } from "./measures.ts";

/** How long one point of a series is. Days and weeks are those of a calendar. */
export const STEPS = ["10s", "30s", "1m", "5m", "15m", "1h", "6h", "1d", "1w"] as const;

export type Step = (typeof STEPS)[number];

const STEP_MS: Readonly<Record<Step, number>> = {
  "10s": 10_000,
  "30s": 30_000,
  "1m": 60_000,
  "5m": 300_000,
  "15m": 900_000,
  "1h": 3_600_000,
  "6h": 21_600_000,
  "1d": 86_400_000,
  "1w": 604_800_000,
};

/** Points of a series when nobody asks for a step. */
const AUTOMATIC_POINTS = 300;

/** Most points of a series. */
export const MAX_POINTS = 1_500;

/** Rollups keep latencies by the hour and by the day: charts of long ranges read those rather than spans. */
const LATENCY_STEPS: readonly { readonly longerThanMs: number; readonly step: Step }[] = [
  { longerThanMs: 14 * 86_400_000, step: "1d" },
  { longerThanMs: 26 * 3_600_000, step: "1h" },
];

/** The shortest step that gives a chart no more points than it can show, and that is quick to answer. */
export function automaticStep({ from, to }: TimeRange, measures: readonly MeasureName[] = []): Step {
  const isShort = (step: Step) => (to - from) / STEP_MS[step] > AUTOMATIC_POINTS;
  const byPoints = STEPS.find((step) => !isShort(step)) ?? "1w";
  if (!measures.some(hasStates)) return byPoints;
  const byReading = LATENCY_STEPS.find(({ longerThanMs }) => to - from > longerThanMs)?.step ?? byPoints;
  return STEP_MS[byReading] > STEP_MS[byPoints] ? byReading : byPoints;
}

function hasStates(name: MeasureName): boolean {
  return MEASURES[name].needs.some((column) => column in SPAN_STATES);
}

/**
 * Starts of the steps that cover a range (epoch milliseconds, ascending); the first is at or before the range's start.
 * Steps of an hour and more follow the clock of the time zone, so that a day has 23 or 25 hours when clocks change.
 * @throws InvalidRangeError when there are more than `MAX_POINTS`.
 * @throws RangeError when the time zone is unknown.
 */
export function stepStarts(range: TimeRange, step: Step, timeZone: string): readonly number[] {
  if ((range.to - range.from) / STEP_MS[step] > MAX_POINTS) {
    throw new InvalidRangeError(
      `"step" is "${step}": that is more than ${MAX_POINTS} points for this range; "${automaticStep(range)}" would do.`,
    );
  }
  const starts =
    STEP_MS[step] < STEP_MS["1h"] ? fixedStarts(range, STEP_MS[step]) : clockStarts(range, step, timeZone);
  return starts.filter((_, index) => (starts[index + 1] ?? Number.POSITIVE_INFINITY) > range.from);
}

/** Every zone is whole quarters of an hour from UTC, so short steps are the same everywhere. */
function fixedStarts({ from, to }: TimeRange, stepMs: number): readonly number[] {
  const starts: number[] = [];
  for (let at = Math.floor(from / stepMs) * stepMs; at < to; at += stepMs) starts.push(at);
  return starts;
}

function clockStarts({ from, to }: TimeRange, step: Step, timeZone: string): readonly number[] {
  const starts: number[] = [];
  const unit = step === "1w" ? "week" : "day";
  for (let at = from; at < to; ) {
    const { start, end } = calendarSpanAt(unit, timeZone, at);
    const stepMs = unit === "week" || step === "1d" ? end - start : STEP_MS[step];
    for (let moment = start; moment < end && moment < to; moment += stepMs) starts.push(moment);
    at = end;
  }
  return starts;
}
