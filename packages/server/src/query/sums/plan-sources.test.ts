import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RollupStep } from "../../storage/schema/rollup-tables.ts";
import { LEVEL_MS, planSources, type SourcePiece } from "./plan-sources.ts";

const at = (text: string) => Date.parse(`2026-03-${text}Z`);
const ALL: readonly RollupStep[] = ["minute", "hour", "day"];
const levels = (pieces: readonly SourcePiece[]) => pieces.map(({ level }) => level);

describe("planSources", () => {
  it("reads whole days alone for a range of days", () => {
    const range = { from: at("01T00:00:00"), to: at("08T00:00:00") };
    expect(planSources(range, [], ALL)).toEqual([{ level: "day", range, except: [] }]);
  });

  it("reads the edges of a range from ever finer sources, the last of them spans", () => {
    const range = { from: at("01T10:17:03.250"), to: at("08T00:00:00") };
    expect(planSources(range, [], ALL)).toEqual([
      { level: "day", range: { from: at("02T00:00:00"), to: range.to }, except: [] },
      {
        level: "hour",
        range: { from: at("01T11:00:00"), to: range.to },
        within: { level: "day", starts: [at("01T00:00:00")] },
        except: [],
      },
      {
        level: "minute",
        range: { from: at("01T10:18:00"), to: range.to },
        within: { level: "hour", starts: [at("01T10:00:00")] },
        except: [],
      },
      { level: "raw", range, within: { level: "minute", starts: [at("01T10:17:00")] }, except: [] },
    ]);
  });

  it("cuts the hours in which days of a zone beside whole hours begin", () => {
    const range = { from: at("01T18:15:00"), to: at("03T18:15:00") };
    const pieces = planSources(range, [range.from, at("02T18:15:00")], ["minute", "hour"]);
    expect(levels(pieces)).toEqual(["hour", "minute"]);
    expect(pieces[0]?.except).toEqual([at("02T18:00:00")]);
    expect(pieces[1]?.within?.starts).toEqual([at("01T18:00:00"), at("02T18:00:00"), at("03T18:00:00")]);
  });

  it("leaves out sources whose every bucket is cut", () => {
    const range = { from: at("01T10:00:00"), to: at("01T12:00:00") };
    const quarters = [15, 30, 45, 60, 75, 90, 105].map((minutes) => range.from + minutes * 60_000);
    expect(levels(planSources(range, quarters, ALL))).toEqual(["minute"]);
  });

  it("reads spans alone where no rollup can answer", () => {
    const range = { from: at("01T10:00:00"), to: at("01T12:00:00") };
    expect(planSources(range, [], [])).toEqual([{ level: "raw", range, except: [] }]);
  });
});

const floor = (moment: number, level: RollupStep) => Math.floor(moment / LEVEL_MS[level]) * LEVEL_MS[level];

/** Whether a piece gives a span that starts at a moment. */
function holds({ level, range, within, except }: SourcePiece, moment: number): boolean {
  const bucket = level === "raw" ? moment : floor(moment, level);
  const isWithin = within === undefined || within.starts.includes(floor(moment, within.level));
  return bucket >= range.from && bucket < range.to && isWithin && !except.includes(bucket);
}

it("counts every moment of the range once, nothing beside it, and never puts two steps into one bucket", () => {
  const moment = fc
    .tuple(
      fc.integer({ min: at("01T00:00:00"), max: at("06T00:00:00") }),
      fc.constantFrom(1, 60_000, 3_600_000),
    )
    .map(([time, unit]) => Math.floor(time / unit) * unit);
  fc.assert(
    fc.property(
      fc.tuple(moment, moment).filter(([a, b]) => a !== b),
      fc.array(moment, { maxLength: 6 }),
      fc.subarray([...ALL]),
      fc.array(moment, { minLength: 20, maxLength: 20 }),
      ([a, b], boundaries, chosen, moments) => {
        const range = { from: Math.min(a, b), to: Math.max(a, b) };
        const pieces = planSources(range, boundaries, chosen);
        for (const time of [...moments, range.from, range.to - 1, range.to, ...boundaries]) {
          const isInside = time >= range.from && time < range.to;
          const holders = pieces.filter((piece) => holds(piece, time));
          expect(holders).toHaveLength(isInside ? 1 : 0);
          const level = holders[0]?.level ?? "raw";
          if (level === "raw") continue;
          const start = floor(time, level);
          const isCut = boundaries.some((cut) => cut > start && cut < start + LEVEL_MS[level]);
          expect(isCut).toBe(false);
        }
      },
    ),
    { numRuns: 500 },
  );
});
