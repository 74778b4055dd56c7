import type { RollupStep } from "../../storage/schema/rollup-tables.ts";
import type { TimeRange } from "../time-range.ts";

/** Where numbers are read from: spans themselves, or sums of spans by a unit of time. */
export type SourceLevel = "raw" | RollupStep;

/** What is read from one source. Together the pieces of a plan hold every span of the range once. */
export interface SourcePiece {
  readonly level: SourceLevel;
  /** Whole buckets of the level (any time for `raw`), end exclusive. Epoch milliseconds. */
  readonly range: TimeRange;
  /** Only what lies in these buckets of the coarser piece before this one; everything when absent. */
  readonly within?: { readonly level: RollupStep; readonly starts: readonly number[] };
  /** Not these buckets: a boundary cuts them, so that finer pieces give what is in them. */
  readonly except: readonly number[];
}

/** Milliseconds in a bucket of each level. Buckets start at whole units of UTC. */
export const LEVEL_MS: Readonly<Record<RollupStep, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

const COARSEST_FIRST: readonly RollupStep[] = ["day", "hour", "minute"];

/**
 * Which sources answer a question exactly with the least to read: coarse buckets where they are whole, finer ones
 * where a boundary cuts them, and spans where it cuts the finest.
 *
 * @param range What is asked for.
 * @param boundaries Moments at which one step of the answer ends and the next begins.
 * @param levels The rollups that can answer; none leaves the spans.
 */
export function planSources(
  range: TimeRange,
  boundaries: readonly number[],
  levels: readonly RollupStep[],
): readonly SourcePiece[] {
  const cuts = [range.from, ...boundaries.filter((at) => at > range.from && at < range.to), range.to];
  const pieces: SourcePiece[] = [];
  let within: SourcePiece["within"];
  for (const level of COARSEST_FIRST) {
    if (!levels.includes(level)) continue;
    const piece = pieceOf(level, range, cuts);
    if (piece === undefined) continue;
    pieces.push({ ...piece, ...(within && { within }) });
    const starts = cutBuckets(level, cuts);
    if (starts.length === 0) return pieces;
    within = { level, starts };
  }
  return [...pieces, { level: "raw", range, except: [], ...(within && { within }) }];
}

/** The whole buckets of a level; undefined when every one is cut. */
function pieceOf(
  level: RollupStep,
  { from, to }: TimeRange,
  cuts: readonly number[],
): SourcePiece | undefined {
  const size = LEVEL_MS[level];
  const whole = { from: Math.ceil(from / size) * size, to: Math.floor(to / size) * size };
  if (whole.from >= whole.to) return undefined;
  const except = cutBuckets(level, cuts).filter((start) => start >= whole.from && start < whole.to);
  if (except.length >= (whole.to - whole.from) / size) return undefined;
  return { level, range: whole, except };
}

/** Starts of the buckets with a cut inside them. */
function cutBuckets(level: RollupStep, cuts: readonly number[]): readonly number[] {
  const size = LEVEL_MS[level];
  const cut = cuts.filter((at) => at % size !== 0).map((at) => Math.floor(at / size) * size);
  return [...new Set(cut)];
}
