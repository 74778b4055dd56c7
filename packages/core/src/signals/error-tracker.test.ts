import { describe, expect, it } from "vitest";
import { recordTime, sampleRecord } from "../record/span-record.samples.ts";
import type { ErrorClass, SpanError, SpanRecord } from "../record/span-record.ts";
import { ErrorTracker, type ErrorTrackerOptions } from "./error-tracker.ts";

const START = Date.UTC(2026, 10, 23, 12);
const printOf = (n: number) => n.toString(16).padStart(16, "0");

function failure(n = 1, errorClass: ErrorClass = "rate_limit"): SpanError {
  return { class: errorClass, type: `Error${n}`, message: `message ${n}`, fingerprint: printOf(n) };
}

function failed(fields: Partial<SpanRecord> = {}): SpanRecord {
  return sampleRecord({ status: "error", error: failure(), ...fields });
}

function trackerOf(records: readonly SpanRecord[], options: Partial<ErrorTrackerOptions> = {}): ErrorTracker {
  const tracker = new ErrorTracker({ startedAt: START, ...options });
  for (const record of records) tracker.onRecord(record);
  return tracker;
}

describe("ErrorTracker", () => {
  it("groups by fingerprint with first and last seen, users, models and cost", () => {
    const at = (minute: number) => recordTime(START + minute * 60_000);
    const tracker = trackerOf([
      failed({ startTime: at(5), durationMs: 0, userId: "u1" }),
      failed({ startTime: at(1), durationMs: 0, userId: "u2", requestModel: "o3" }),
      failed({ startTime: at(3), durationMs: 0, userId: "u1", error: failure(2, "auth") }),
    ]);
    const { groups, byClass, total } = tracker.snapshot(START);
    expect([total, byClass]).toEqual([3, { rate_limit: 2, auth: 1 }]);
    expect(groups[0]).toEqual({
      fingerprint: printOf(1),
      class: "rate_limit",
      type: "Error1",
      message: "message 1",
      count: 2,
      firstSeen: START + 60_000,
      lastSeen: START + 300_000,
      users: 2,
      hasMoreUsers: false,
      models: ["gpt-4o", "o3"],
      costNanos: 7_000_000,
    });
  });

  it("leaves the attempts under a call to the call; they count as retries", () => {
    const attempt = (number: number, fields: Partial<SpanRecord>) =>
      sampleRecord({ kind: "other", attempt: number, ...fields });
    const lost = { status: "error", error: failure(3, "server") } as const;
    const tracker = trackerOf([
      attempt(1, lost),
      attempt(2, lost),
      attempt(3, { status: "ok" }),
      sampleRecord(),
    ]);
    expect(tracker.snapshot(START)).toMatchObject({
      total: 0,
      groups: [],
      retriedCalls: 2,
      recoveredCalls: 1,
    });
    tracker.onRecord(failed({ kind: "other" }));
    expect(tracker.snapshot(START).total).toBe(1);
  });

  it("counts tools, retrievers and blocked calls; not cancelled, abandoned or good ones", () => {
    const tracker = trackerOf([
      failed({ kind: "tool" }),
      failed({ kind: "retriever" }),
      failed({ status: "blocked", error: failure(9, "budget") }),
      failed({ status: "cancelled" }),
      failed({ status: "abandoned" }),
      sampleRecord(),
    ]);
    expect(tracker.snapshot(START).byClass).toEqual({ rate_limit: 2, budget: 1 });
  });

  describe.each([
    ["child first", (records: SpanRecord[]) => records],
    ["parents first", (records: SpanRecord[]) => records.toReversed()],
  ])("with chains around the failed call, %s", (_, ordered) => {
    it("counts the call's failure once", () => {
      const records = [
        failed(),
        failed({ kind: "chain", spanId: "aaaaaaaaaaaaaaaa" }),
        failed({ kind: "agent" }),
      ];
      const snapshot = trackerOf(ordered(records)).snapshot(START);
      expect([snapshot.total, snapshot.groups.map(({ count }) => count)]).toEqual([1, [1]]);
    });

    it("counts a chain's own failure once, of which the chains around it only repeat", () => {
      const inner = failed({ kind: "chain", spanId: "1111111111111111", durationMs: 10, userId: "inner" });
      const outer = failed({ kind: "chain", spanId: "2222222222222222", durationMs: 20, userId: "outer" });
      const { groups } = trackerOf(ordered([inner, outer])).snapshot(START);
      expect(groups).toMatchObject([{ count: 1, users: 1, lastSeen: START + 10 }]);
    });

    it("counts a chain's failure that is another than the call's, and that of another trace", () => {
      const records = [
        failed(),
        failed({ kind: "chain", error: failure(2) }),
        failed({ kind: "chain", traceId: "f".repeat(32) }),
      ];
      expect(trackerOf(ordered(records)).snapshot(START).total).toBe(3);
    });
  });

  it("counts two calls of one trace that fail alike as two", () => {
    expect(trackerOf([failed(), failed({ spanId: "1".repeat(16) })]).snapshot(START).total).toBe(2);
  });

  it("counts a waiting chain's failure for good when it must make room", () => {
    const chains = Array.from({ length: 10 }, (_, n) =>
      failed({ kind: "chain", traceId: String(n).repeat(32) }),
    );
    const { total, groups } = trackerOf(chains, { maxPairs: 3 }).snapshot(START);
    expect([total, groups[0]?.count]).toEqual([10, 10]);
  });

  it("forgets the group seen least recently, and says how many and how much", () => {
    const tracker = trackerOf(
      [1, 2, 1, 3].map((n) => failed({ error: failure(n) })),
      { maxGroups: 2 },
    );
    const { groups, total, evictedGroups, evictedErrors } = tracker.snapshot(START);
    expect(groups.map(({ type }) => type).sort()).toEqual(["Error1", "Error3"]);
    expect([total, evictedGroups, evictedErrors]).toEqual([4, 1, 1]);
  });

  it("counts users exactly up to 1,000 and says when there may be more", () => {
    const users = (count: number) => Array.from({ length: count }, (_, n) => failed({ userId: `u${n}` }));
    expect(trackerOf(users(1000)).snapshot(START).groups[0]).toMatchObject({
      users: 1000,
      hasMoreUsers: false,
    });
    expect(trackerOf(users(1001)).snapshot(START).groups[0]).toMatchObject({
      users: 1000,
      hasMoreUsers: true,
    });
  });

  it("bounds the users of all groups together, and reuses the room of forgotten groups", () => {
    const records = [1, 2, 3].map((n) => failed({ error: failure(n), userId: "u" }));
    const full = trackerOf(records, { maxUsers: 2 }).snapshot(START).groups;
    expect(full.map((group) => group.hasMoreUsers).sort()).toEqual([false, false, true]);
    const [only] = trackerOf(records, { maxUsers: 2, maxGroups: 1 }).snapshot(START).groups;
    expect(only).toMatchObject({ users: 1, hasMoreUsers: false });
  });

  it("counts retries and those that went well", () => {
    const tracker = trackerOf([
      failed({ attempt: 1 }),
      failed({ attempt: 2 }),
      sampleRecord({ attempt: 3 }),
      sampleRecord({ attempt: 1 }),
      sampleRecord({ attempt: 2, kind: "chain" }),
    ]);
    expect(tracker.snapshot(START)).toMatchObject({ retriedCalls: 2, recoveredCalls: 1 });
  });

  it("counts the late failure of an abandoned call, and takes a corrected failure back", () => {
    const tracker = trackerOf([sampleRecord({ status: "abandoned" })]);
    tracker.onCorrection(sampleRecord({ status: "abandoned" }), failed());
    expect(tracker.snapshot(START).total).toBe(1);
    tracker.onCorrection(failed(), sampleRecord());
    expect(tracker.snapshot(START)).toMatchObject({ total: 0, groups: [], byClass: {} });
  });
});
