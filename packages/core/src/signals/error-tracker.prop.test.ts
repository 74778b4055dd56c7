import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyRecord } from "../record/span-record.samples.ts";
import { isAttemptOfCall, type SpanRecord } from "../record/span-record.ts";
import { ErrorTracker } from "./error-tracker.ts";

/** Few traces and few errors, so that chains and calls of one trace fail alike often. */
const failure = fc
  .tuple(anyRecord, fc.nat({ max: 2 }), fc.nat({ max: 2 }), fc.nat())
  .map(([record, trace, print, span]): SpanRecord => {
    const fingerprint = String(print).padStart(16, "0");
    return {
      ...record,
      traceId: String(trace).padStart(32, "0"),
      spanId: span.toString(16).padStart(16, "0"),
      status: "error",
      error: { class: "server", type: `E${print}`, message: "m", fingerprint },
    };
  });

function snapshotOf(records: readonly SpanRecord[], maxPairs = 100) {
  const tracker = new ErrorTracker({ startedAt: 0, maxPairs });
  for (const record of records) tracker.onRecord(record);
  return tracker.snapshot(0);
}

const uniqueFailures = fc.uniqueArray(failure, { maxLength: 40, selector: (record) => record.spanId });

describe("ErrorTracker", () => {
  it("gives the same snapshot in any order", () => {
    const shuffled = uniqueFailures.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, mixed]) => {
        expect(snapshotOf(mixed)).toEqual(snapshotOf(list));
      }),
    );
  });

  it("counts each call's failure, and one per trace and error where only chains failed", () => {
    fc.assert(
      fc.property(uniqueFailures, (list) => {
        const leaves = list.filter(({ kind }) => ["llm", "embedding", "tool", "retriever"].includes(kind));
        const pair = ({ traceId, error }: SpanRecord) => `${traceId} ${error?.fingerprint}`;
        const explained = new Set(leaves.map(pair));
        const steps = list.filter((record) => !isAttemptOfCall(record));
        const onlyChains = new Set(steps.map(pair).filter((key) => !explained.has(key)));
        const snapshot = snapshotOf(list);
        expect(snapshot.total).toBe(leaves.length + onlyChains.size);
        expect(snapshot.groups.reduce((sum, { count }) => sum + count, 0)).toBe(snapshot.total);
      }),
    );
  });

  it("agrees with itself between groups and classes however little it remembers", () => {
    fc.assert(
      fc.property(uniqueFailures, fc.integer({ min: 1, max: 4 }), (list, maxPairs) => {
        const { groups, total } = snapshotOf(list, maxPairs);
        expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(total);
      }),
    );
  });
});
