import { recordTime, sampleRecord } from "@breakwater/core/record/span-record.samples";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Arrivals } from "../../ingest/arrivals.ts";
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

it("tells what was accepted and is not used, newest first", async () => {
  const clock = createFakeClock(Date.UTC(2026, 10, 24));
  const arrivals = new Arrivals(clock);
  const points = { project: "shop", signal: "metrics", service: "web", dialect: "genai" } as const;
  arrivals.note({ ...points, name: "gen_ai.client.token.usage", count: 5 });
  await clock.advance(1_000);
  arrivals.note({ ...points, signal: "logs", dialect: "none", name: "", count: 2 });
  const { unused } = await queryStatus("shop", { ...bed.context, server: Object.assign({ arrivals }) });
  expect(unused).toEqual([
    {
      signal: "logs",
      service: "web",
      dialect: "none",
      name: "",
      count: 2,
      lastArrival: "2026-11-24T00:00:01.000Z",
    },
    {
      ...{ signal: "metrics", service: "web", dialect: "genai", name: "gen_ai.client.token.usage", count: 5 },
      lastArrival: "2026-11-24T00:00:00.000Z",
    },
  ]);
  expect((await queryStatus("bank", bed.context)).unused).toEqual([]);
});

it("tells of the disk, and of the days that were dropped last to make room", async () => {
  const dropOf = (day: number, reason: string) => ({
    table_name: "payloads",
    partition_id: `2026010${day}`,
    reason,
    projects: ["shop"],
    until: `2026-01-0${day + 1} 00:00:00.000`,
    rows: day,
    bytes: 100 * day,
    at: `2026-11-24 12:00:0${day}.000`,
  });
  const rows = [...[1, 2, 3].map((day) => dropOf(day, "disk")), dropOf(4, "age")];
  await bed.context.engine.insert("deletions", rows);
  const state = { usedBytes: 5, freeBytes: 6, maxBytes: 7, minFreeBytes: 1 };
  const { disk } = await queryStatus("shop", { ...bed.context, disk: () => state });
  expect(disk).toMatchObject(state);
  expect(disk?.drops).toHaveLength(3);
  expect(disk?.drops[0]).toEqual({
    at: "2026-11-24T12:00:03.000Z",
    table: "payloads",
    day: "2026-01-03",
    rows: 3,
    bytes: 300,
  });
});
