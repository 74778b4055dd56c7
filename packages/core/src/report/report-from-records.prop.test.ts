import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyRecord } from "../record/span-record.samples.ts";
import { isInference, type SpanRecord, type SpanStatus } from "../record/span-record.ts";
import type { CostBreakdown, Report } from "./report.ts";
import { createReportAccumulator } from "./report-from-records.ts";

const NOW = 5e12;

/** All lines about one step: it may be told as running, as abandoned and as finished, each more than once. */
const step = fc
  .tuple(anyRecord, fc.subarray<SpanStatus>(["running", "abandoned", "ok"], { minLength: 1 }), fc.boolean())
  .map(([record, statuses, isTwice]): SpanRecord[] => {
    const { durationMs, ...rest } = record;
    const lines = statuses.map((status): SpanRecord => {
      if (status === "running") return { ...rest, status };
      return { ...record, status: status === "ok" && record.status !== "running" ? record.status : status };
    });
    return isTwice ? [...lines, ...lines] : lines;
  });

const journal = fc
  .uniqueArray(step, { maxLength: 15, selector: (lines) => `${lines[0]?.traceId}${lines[0]?.spanId}` })
  .map((steps) => steps.flat());

const shuffledJournal = journal.chain((lines) =>
  fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length })),
);

function reportOf(lines: readonly SpanRecord[], maxRows?: number): Report {
  const accumulator = createReportAccumulator({ now: NOW, ...(maxRows ? { maxRows } : {}) });
  for (const line of lines) accumulator.add(line);
  return accumulator.build();
}

/** The version of each step that counts: the finished one, else the abandoned one. */
function countedRecords(lines: readonly SpanRecord[]): SpanRecord[] {
  const rank = ({ status }: SpanRecord) =>
    ["running", "abandoned"].indexOf(status) + (status === "running" ? 0 : 1);
  const isFinal = (record: SpanRecord) => rank(record) === 0 && record.status !== "running";
  const steps = new Map<string, SpanRecord>();
  for (const line of lines) {
    if (line.status === "running") continue;
    const id = line.traceId + line.spanId;
    const known = steps.get(id);
    if (known === undefined || (isFinal(line) && !isFinal(known))) steps.set(id, line);
  }
  return [...steps.values()];
}

function withoutRounding({ performance: { total, byModel, byQueryType, ...rest }, ...report }: Report) {
  // Averages and rates are sums of fractions: their last bits depend on the order.
  const round = (value: unknown) =>
    JSON.parse(JSON.stringify(value), (_, item) =>
      typeof item === "number" ? Number(item.toPrecision(9)) : item,
    );
  return { ...report, performance: { ...rest, ...round({ total, byModel, byQueryType }) } };
}

describe("a report from records", () => {
  it("is the same in any order of the lines, each step counted once", () => {
    fc.assert(
      fc.property(shuffledJournal, ([lines, mixed]) => {
        expect(withoutRounding(reportOf(mixed))).toEqual(withoutRounding(reportOf(lines)));
      }),
    );
  });

  it("has the sums of the records as its totals, and as the sums of each table's rows", () => {
    const rowSum = ({ rows, other }: CostBreakdown) =>
      [...rows, ...(other ? [other] : [])].reduce((sum, row) => sum + BigInt(row.totals.totalNanos), 0n);
    fc.assert(
      fc.property(journal, fc.integer({ min: 1, max: 3 }), (lines, maxRows) => {
        const { cost } = reportOf(lines, maxRows);
        const calls = countedRecords(lines).filter(
          ({ kind, status }) => isInference(kind) && status !== "blocked",
        );
        const nanos = calls.reduce((sum, { cost: known, cached }) => {
          const counts = known !== undefined && known.source !== "unpriced" && cached !== true;
          return counts ? sum + BigInt(known.totalNanos) : sum;
        }, 0n);
        expect(cost.total.calls).toBe(calls.length);
        expect(BigInt(cost.total.totalNanos)).toBe(nanos);
        for (const breakdown of [cost.byModel, cost.byUser, cost.bySession, cost.byQueryType]) {
          expect(rowSum(breakdown)).toBe(nanos);
        }
      }),
    );
  });
});
