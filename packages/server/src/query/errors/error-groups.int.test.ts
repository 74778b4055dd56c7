import type { SpanRecord } from "@breakwater/core/record/span-record";
import { recordTime, sampleRecord } from "@breakwater/core/record/span-record.samples";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openQueryBed, type QueryBed } from "../../testing/query-bed.ts";
import { queryErrorGroups } from "./error-groups.ts";

const FROM = Date.UTC(2026, 0, 15);
const DAY = 86_400_000;
const FILTER = { project: "shop", range: { from: FROM, to: FROM + DAY } };

let ids = 0;
function failure(fingerprint: string, at: number, fields: Partial<SpanRecord> = {}): SpanRecord {
  ids += 1;
  return sampleRecord({
    project: "shop",
    traceId: ids.toString(16).padStart(32, "c"),
    spanId: ids.toString(16).padStart(16, "0"),
    startTime: recordTime(at),
    status: "error",
    error: { class: "rate_limit", type: "RateLimitError", message: `at ${at - FROM}`, fingerprint },
    ...fields,
  });
}

const LIMITED = "1".repeat(16);
const BROKEN = "2".repeat(16);

let bed: QueryBed;
beforeAll(async () => {
  bed = await openQueryBed();
  await bed.store([
    failure(LIMITED, FROM - DAY / 2),
    failure(LIMITED, FROM, { userId: "u1" }),
    failure(LIMITED, FROM + DAY / 2, { userId: "u1", requestModel: "gpt-4o-mini" }),
    failure(LIMITED, FROM + DAY / 2 + 1, { userId: "u2" }),
    failure(LIMITED, FROM + DAY - 1),
    failure(LIMITED, FROM + 1, { kind: "chain" }),
    failure(BROKEN, FROM + 5, { userId: "u3" }),
    failure(BROKEN, FROM + DAY, { userId: "u4" }),
    failure(BROKEN, FROM + 5, { project: "other" }),
    failure(BROKEN, FROM + 5, { status: "ok" }),
  ]);
});
afterAll(() => bed.close());

it("are counted with their users, cost, trend and samples, and are new or known", async () => {
  const { groups, total } = await queryErrorGroups(FILTER, { order: "count", limit: 10 }, bed.context);
  expect(total).toBe(2);
  expect(groups).toMatchObject([
    {
      fingerprint: LIMITED,
      errorClass: "rate_limit",
      errorType: "RateLimitError",
      message: `at ${DAY - 1}`,
      count: 4,
      users: 2,
      costNanos: 14_000_000,
      firstSeen: "2026-01-15T00:00:00.000000Z",
      lastSeen: "2026-01-15T23:59:59.999000Z",
      models: ["gpt-4o", "gpt-4o-mini"],
      trend: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
      isNew: false,
    },
    { fingerprint: BROKEN, count: 1, users: 1, isNew: true },
  ]);
  expect(groups[0]?.sampleTraces).toEqual([5, 4, 3].map((id) => id.toString(16).padStart(32, "c")));
});

it("come in other orders, and no more than asked for", async () => {
  const { groups, total } = await queryErrorGroups(FILTER, { order: "lastSeen", limit: 1 }, bed.context);
  expect([groups.map(({ fingerprint }) => fingerprint), total]).toEqual([[LIMITED], 2]);
  const chains = { ...FILTER, values: { kind: ["chain"] } };
  const found = await queryErrorGroups(chains, { order: "users", limit: 10 }, bed.context);
  expect(found.groups).toMatchObject([{ fingerprint: LIMITED, count: 1, users: 0 }]);
});
