import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { epochMsOf } from "@breakwater/core/record/record-time";
import { isInference, type SpanRecord } from "@breakwater/core/record/span-record";
import { property } from "@breakwater/core/usage/untyped";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inferenceFilter } from "../query/inference-filter.ts";
import { queryPeople } from "../query/people/people.ts";
import { DEFAULT_QUERY_LIMITS, type QueryContext } from "../query/query-context.ts";
import { searchPayloads } from "../query/search/search.ts";
import { searchTermsOf } from "../query/search/search-terms.ts";
import { querySpans } from "../query/spans/spans.ts";
import { askMeasures } from "../query/sums/ask-measures.ts";
import { queryPayload, queryTrace } from "../query/trace/trace.ts";
import { type ClickHouseStandIn, startClickHouseStandIn } from "../testing/clickhouse-stand-in.ts";
import { expectedMeasures } from "../testing/expected-measures.ts";
import { oneNodeShards, startWithClusters } from "../testing/one-node-shards.ts";
import { fleetSpans } from "../testing/watched-fleet.ts";
import { openStorage, type Storage } from "./open-storage.ts";
import { migrations } from "./schema/migrations.ts";
import { ROLLUPS } from "./schema/rollup-tables.ts";
import { SINGLE_LAYOUT } from "./schema/tables.ts";
import { openServerEngine } from "./server-engine.ts";
import type { SqlEngine } from "./sql-engine.ts";

const RANGE = { from: Date.UTC(2026, 0, 12, 5), to: Date.UTC(2026, 0, 15, 17) };
const FILTER = { project: "shop", range: RANGE };
const SPANS = fleetSpans(400, RANGE).map(
  (span): SpanRecord => ({ ...span, input: `prompt of ${span.name}` }),
);
const CALLS = SPANS.filter(({ kind, status }) => isInference(kind) && status !== "running");

const directory = mkdtempSync(join(tmpdir(), "breakwater-sharded-"));
const clock = createFakeClock(RANGE.to);
let standIn: ClickHouseStandIn;
let engine: SqlEngine;
beforeAll(async () => {
  startWithClusters(directory);
  standIn = await startClickHouseStandIn(join(directory, "clickhouse"));
  engine = openServerEngine(standIn.url, { isSharded: true });
});
afterAll(async () => {
  await engine.close();
  await standIn.close();
});

const number = async (sql: string) => Number(property((await engine.query(sql))[0], "n"));

async function store(storage: Storage, records: readonly SpanRecord[]): Promise<void> {
  await storage.store.commit(
    records.map((record) => ({ record, protocol: "native", dialect: "breakwater" })),
  );
}

describe("questions over Distributed tables", () => {
  let context: QueryContext;
  beforeAll(async () => {
    const storage = await openStorage(engine, { clock, layout: oneNodeShards("alone") });
    context = { engine, clock, limits: DEFAULT_QUERY_LIMITS };
    const open = SPANS.slice(0, 60).map((span): SpanRecord => ({ ...span, status: "running" }));
    await store(storage, open);
    await store(storage, SPANS);
  });

  it("adds up sums of all shards, whole and by group", async () => {
    const [whole] = await askMeasures(
      { filter: inferenceFilter(FILTER), measures: ["calls", "errors", "costNanos", "latencyMaxMs"] },
      context,
    );
    const { calls, errors, costNanos } = expectedMeasures(CALLS);
    expect(whole?.values).toMatchObject({ calls, errors, costNanos });
    const byUser = await askMeasures(
      { filter: inferenceFilter(FILTER), measures: ["calls"], groups: ["user"] },
      context,
    );
    const users = Map.groupBy(CALLS, ({ userId }) => userId ?? "");
    expect(new Map(byUser.map(({ group, values }) => [group[0], values.calls]))).toEqual(
      new Map([...users].map(([user, spans]) => [user, expectedMeasures(spans).calls])),
    );
  });

  it("asks the spans within a search of payloads", async () => {
    const filter = { ...FILTER, values: { user: ["user-3"] } };
    const terms = searchTermsOf("prompt");
    const { hits } = await searchPayloads({ filter, terms, limit: 200 }, context);
    const wanted = SPANS.filter(({ userId }) => userId === "user-3").map(({ spanId }) => spanId);
    expect(new Set(hits.map(({ spanId }) => spanId))).toEqual(new Set(wanted));
  });

  it("lists spans and people, and opens a trace with its payload", async () => {
    const { spans } = await querySpans(FILTER, { order: "start", limit: 500 }, context);
    expect(spans.map(({ spanId }) => spanId)).toEqual(
      SPANS.toSorted((one, other) => epochMsOf(other.startTime) - epochMsOf(one.startTime)).map(
        ({ spanId }) => spanId,
      ),
    );
    const { people } = await queryPeople(
      "user",
      { filter: FILTER, page: { order: "cost", limit: 50 } },
      context,
    );
    expect(people).toHaveLength(new Set(CALLS.flatMap(({ userId }) => userId ?? [])).size);
    const [first] = SPANS;
    if (first === undefined) throw new Error("There are no spans.");
    const address = { project: "shop", traceId: first.traceId };
    expect((await queryTrace(address, context)).spans).toMatchObject([{ spanId: first.spanId }]);
    const payload = await queryPayload({ ...address, spanId: first.spanId }, context);
    expect(payload.input).toBe(first.input);
  });

  it("refuses to open what is spread over shards as if it were not", async () => {
    await expect(openStorage(engine, { clock, layout: SINGLE_LAYOUT })).rejects.toMatchObject({
      code: "BW_OTHER_LAYOUT",
    });
  });
});

it("splits what it writes among shards by trace, and loses none of it", async () => {
  const layout = oneNodeShards("twins");
  for (const table of ["spans", "payloads", "logged_messages", ...ROLLUPS.map(({ name }) => name)]) {
    await engine.command(`DROP TABLE ${table}`);
    await engine.command(`TRUNCATE TABLE ${layout.altered(table)}`);
  }
  for (const sql of migrations(layout).flatMap(({ statements }) => statements)) await engine.command(sql);
  const inserts =
    "SELECT toFloat64(count()) AS n FROM system.parts WHERE active AND table = 'payloads_local'";
  const records = CALLS.slice(0, 50).map(
    (record): SpanRecord => ({ ...record, startTime: "2026-01-15T12:00:00.000000Z" }),
  );
  const storage = await openStorage(engine, { clock, layout });
  await store(storage, records);
  // One insert into a table of one partition makes one part; two parts are two shards that were written to.
  expect(await number(inserts)).toBe(2);
  expect(await number("SELECT toFloat64(count()) AS n FROM spans_local FINAL")).toBe(50);
  expect(await number("SELECT toFloat64(uniqExact(trace_id)) AS n FROM payloads_local")).toBe(50);
  const asked = {
    filter: { ...FILTER, values: { user: ["user-3"] } },
    terms: searchTermsOf("prompt"),
    limit: 200,
  };
  const { hits } = await searchPayloads(asked, { engine, clock, limits: DEFAULT_QUERY_LIMITS });
  const wanted = records.filter(({ userId }) => userId === "user-3").map(({ spanId }) => spanId);
  expect(new Set(hits.map(({ spanId }) => spanId))).toEqual(new Set(wanted));
});
