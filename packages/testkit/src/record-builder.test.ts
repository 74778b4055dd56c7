import { beforeEach, expect, test } from "vitest";
import { buildRecord, buildRecords, resetRecordIds } from "./record-builder.ts";

beforeEach(resetRecordIds);

test("the default record is a priced call whose amounts add up, with ids of the right length", () => {
  const record = buildRecord();
  expect(record).toMatchObject({ v: 1, kind: "llm", status: "ok", userId: "user_1", durationMs: 800 });
  expect(record.traceId).toBe(`${"0".repeat(31)}1`);
  expect(record.spanId).toBe(`${"0".repeat(15)}1`);
  expect(record.startTime).toBe("2026-01-15T12:00:01.000000Z");
  if (record.cost?.source !== "priced") throw new Error("the default is priced");
  expect(record.cost.inputNanos + record.cost.outputNanos).toBe(record.cost.totalNanos);
});

test("ids and start times differ from record to record and repeat after a reset", () => {
  const first = buildRecords(3);
  expect(new Set(first.map(({ spanId }) => spanId)).size).toBe(3);
  expect(first.map(({ startTime }) => startTime)).toEqual(first.map(({ startTime }) => startTime).toSorted());
  resetRecordIds();
  expect(buildRecords(3)).toEqual(first);
});

test("overrides win, and undefined leaves a field out", () => {
  const record = buildRecord({ requestModel: "gpt-4o-mini", userId: undefined });
  expect(record.requestModel).toBe("gpt-4o-mini");
  expect(Object.hasOwn(record, "userId")).toBe(false);
  expect(buildRecords(2, (index) => ({ userId: `user_${index}` })).map(({ userId }) => userId)).toEqual([
    "user_0",
    "user_1",
  ]);
});

test("only finished inference carries usage and cost", () => {
  expect(buildRecord({ kind: "tool" })).not.toHaveProperty("cost");
  expect(buildRecord({ kind: "tool" })).not.toHaveProperty("requestModel");
  expect(buildRecord({ kind: "embedding" })).toHaveProperty("cost");
  for (const status of ["running", "blocked", "error", "abandoned", "cancelled"] as const)
    expect(buildRecord({ status })).not.toHaveProperty("cost");
  expect(buildRecord({ status: "running" })).not.toHaveProperty("durationMs");
  expect(buildRecord({ status: "error" }).error?.class).toBe("server");
});
