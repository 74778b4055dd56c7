import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endTimeMs } from "../record/record-time.ts";
import { anyRecord } from "../record/span-record.samples.ts";
import { isInference, type SpanRecord } from "../record/span-record.ts";
import { type CostDimension, CostTracker } from "./cost-tracker.ts";

const records = fc.array(anyRecord, { maxLength: 60 });

function snapshotOf(list: readonly SpanRecord[], maxKeys?: number) {
  const tracker = new CostTracker({ startedAt: 0, ...(maxKeys ? { maxKeys, maxNames: maxKeys } : {}) });
  for (const record of list) tracker.onRecord(record, endTimeMs(record));
  return tracker.snapshot(5e12);
}

function expectedNanos(list: readonly SpanRecord[]): bigint {
  let sum = 0n;
  for (const { kind, status, cached, cost } of list) {
    if (!isInference(kind) || status === "running" || status === "blocked" || cached) continue;
    if (cost !== undefined && cost.source !== "unpriced") sum += BigInt(cost.totalNanos);
  }
  return sum;
}

const sumOf = ({ rows }: CostDimension) => rows.reduce((sum, row) => sum + BigInt(row.totals.totalNanos), 0n);

describe("CostTracker", () => {
  it("sums exactly, overall and over the rows of each dimension, within any bound of keys", () => {
    fc.assert(
      fc.property(records, fc.integer({ min: 2, max: 6 }), (list, maxKeys) => {
        const { total, byModel, byUser, bySession, byQueryType } = snapshotOf(list, maxKeys);
        const expected = expectedNanos(list);
        expect(BigInt(total.totalNanos)).toBe(expected);
        for (const dimension of [byModel, byUser, bySession, byQueryType]) {
          expect(sumOf(dimension)).toBe(expected);
          expect(dimension.rows.length).toBeLessThanOrEqual(maxKeys + 1);
        }
      }),
    );
  });

  it("gives the same totals in any order", () => {
    const shuffled = records.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, mixed]) => {
        const { recent: _, ...inOrder } = snapshotOf(list);
        const { recent: __, ...inAnyOrder } = snapshotOf(mixed);
        expect(inAnyOrder).toEqual(inOrder);
      }),
    );
  });

  it("corrected, is as if the earlier version had never come", () => {
    fc.assert(
      fc.property(records, anyRecord, anyRecord, (list, previous, next) => {
        const corrected = new CostTracker({ startedAt: 0 });
        for (const record of [previous, ...list]) corrected.onRecord(record, 5e12);
        corrected.onCorrection(previous, next, 5e12);
        expect(corrected.snapshot(5e12).total).toEqual(snapshotOf([...list, next]).total);
      }),
    );
  });
});
