import { recordTime, sampleRecord } from "@breakwater/core/record/span-record.samples";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openQueryBed, type QueryBed } from "../../testing/query-bed.ts";
import { queryStatus } from "./status.ts";

let bed: QueryBed;
beforeAll(async () => {
  bed = await openQueryBed();
});
afterAll(() => bed.close());

it("has nothing to tell of a project without spans", async () => {
  expect(await queryStatus("empty", bed.context)).toMatchObject({
    engineVersion: expect.stringMatching(/^\d+\./),
    arrivals: [],
  });
  expect(await queryStatus("empty", bed.context)).not.toHaveProperty("oldestSpan");
});

it("tells who sent what lately, and whose clock runs ahead", async () => {
  const now = bed.context.clock.now();
  await bed.store([
    sampleRecord({ project: "shop", service: "web", startTime: "2026-01-15T12:00:00.000001Z" }),
    sampleRecord({
      project: "shop",
      service: "web",
      spanId: "1".repeat(16),
      kind: "tool",
      startTime: recordTime(now - 5),
    }),
    sampleRecord({
      project: "shop",
      service: "late",
      spanId: "2".repeat(16),
      startTime: recordTime(now + 7_200_000),
    }),
  ]);
  const { arrivals, tables, oldestSpan } = await queryStatus("shop", bed.context);
  expect(oldestSpan).toBe("2026-01-15T12:00:00.000001Z");
  expect(tables.find(({ table }) => table === "spans")?.rows).toBe(3);
  expect(arrivals.find(({ service }) => service === "web")).toMatchObject({
    spans: 2,
    inferenceCalls: 1,
    aheadMs: 0,
  });
  const ahead = arrivals.find(({ service }) => service === "late");
  expect(ahead?.aheadMs).toBeGreaterThan(7_000_000);
  expect(ahead?.protocol).toBe("native");
});
