import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { epochMsOf } from "@breakwater/core/record/record-time";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { arrayOf, property } from "@breakwater/core/usage/untyped";
import { createRealClock } from "@breakwater/testkit/real-clock";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DEFAULT_QUERY_LIMITS } from "../query/query-context.ts";
import type { GroupName } from "../query/sums/grouping.ts";
import { openEmbeddedEngine } from "../storage/embedded-engine.ts";
import { openStorage, type Storage } from "../storage/open-storage.ts";
import { SINGLE_LAYOUT } from "../storage/schema/tables.ts";
import { expectedMeasures, isWanted } from "../testing/expected-measures.ts";
import { fleetSpans } from "../testing/watched-fleet.ts";
import { apiApp } from "./api-app.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { type ApiClient, createApiClient } from "./client.ts";

// The clocks of Berlin go forward on the 29th.
const RANGE = { from: Date.UTC(2026, 2, 27, 20), to: Date.UTC(2026, 2, 31, 4) };
const ASKED = { from: "2026-03-28T10:17:03.250Z", to: "2026-03-31T01:00:00Z" };
const SPANS = fleetSpans(800, RANGE);
const WITHIN = SPANS.filter((record) =>
  isWanted(record, { project: "shop", range: { from: Date.parse(ASKED.from), to: Date.parse(ASKED.to) } }),
);

let storage: Storage;
let app: Hono<ApiEnvironment>;
let client: ApiClient;

beforeAll(async () => {
  const clock = createRealClock();
  const engine = await openEmbeddedEngine(mkdtempSync(join(tmpdir(), "breakwater-charts-")));
  storage = await openStorage(engine, { clock, layout: SINGLE_LAYOUT });
  app = new Hono<ApiEnvironment>();
  app.use(async (request, next) => {
    request.set("project", request.req.header("x-api-key") === "of-shop" ? "shop" : "nobody");
    await next();
  });
  app.route("/api/v1", apiApp({ engine, clock, limits: DEFAULT_QUERY_LIMITS }));
  client = createApiClient("http://breakwater/api/v1", {
    key: "of-shop",
    fetch: async (input, init) => app.request(new Request(input, init)),
  });
  await storage.store.commit(SPANS.map((record) => ({ record, protocol: "native", dialect: "breakwater" })));
});
afterAll(() => storage.close());

const count = (isCounted: (record: SpanRecord) => boolean) => WITHIN.filter(isCounted).length;

const modelOf = ({ requestModel, responseModel }: SpanRecord) => requestModel ?? responseModel;

it("gives the overview and the time before", async () => {
  const overview = await (await client.overview.$get({ query: ASKED })).json();
  expect(overview).toMatchObject({
    range: { from: ASKED.from },
    current: expectedMeasures(WITHIN),
    previousRange: { to: ASKED.from },
  });
});

it("splits the overview at the microsecond: a call belongs to the stretch that it started in", async () => {
  const starts = WITHIN.map(({ startTime }) => startTime).toSorted();
  const [from = "", to = ASKED.to] = [starts[Math.floor(starts.length / 2)], starts.at(-1)];
  const overview = await (await client.overview.$get({ query: { from, to } })).json();
  const range = { from: epochMsOf(from), to: epochMsOf(to) };
  const before = { from: 2 * range.from - range.to, to: range.from };
  const within = ({ from: start, to: end }: typeof range) =>
    SPANS.filter((record) => isWanted(record, { project: "shop", range: { from: start, to: end } }));
  expect(overview.current).toMatchObject(expectedMeasures(within(range)));
  expect(overview.previous).toMatchObject(expectedMeasures(within(before)));
});

it("gives the measures of an error group, and of what failed or was refused", async () => {
  const fingerprint = "f".repeat(16);
  const ofGroup = await (await client.overview.$get({ query: { ...ASKED, fingerprint } })).json();
  const group = WITHIN.filter(({ error }) => error?.fingerprint === fingerprint);
  expect(group.length).toBeGreaterThan(0);
  expect(ofGroup.current).toMatchObject(expectedMeasures(group));
  const failed = await (
    await client.overview.$get({ query: { ...ASKED, status: ["error", "blocked"] } })
  ).json();
  expect(failed.current).toMatchObject(
    expectedMeasures(WITHIN.filter(({ status }) => status === "error" || status === "blocked")),
  );
});

it("knows only the project of the key", async () => {
  const stranger = createApiClient("http://breakwater/api/v1", {
    fetch: async (input, init) => app.request(new Request(input, init)),
  });
  const overview = await (await stranger.overview.$get({ query: ASKED })).json();
  expect(overview).toMatchObject({ current: { calls: 0, costNanos: 0, latencyP95Ms: null } });
});

it("draws a line for each of the top keys and one for the rest, at every calendar day of a zone", async () => {
  const query = { ...ASKED, groupBy: "model", limit: "2", step: "1d", timeZone: "Europe/Berlin" } as const;
  const measure = ["costNanos" as const, "errorRate" as const];
  const chart = await (await client.timeseries.$get({ query: { ...query, measure } })).json();
  if (!("series" in chart)) throw new Error("refused");
  const { times, series } = chart;
  expect(times).toEqual([
    "2026-03-27T23:00:00.000Z",
    "2026-03-28T23:00:00.000Z",
    "2026-03-29T22:00:00.000Z",
    "2026-03-30T22:00:00.000Z",
  ]);
  expect(series.map(({ isOther }) => isOther)).toEqual([false, false, true]);
  const expected = times.map((from, index) => {
    const to = Date.parse(times[index + 1] ?? ASKED.to);
    const isInDay = (start: number) => start >= Date.parse(from) && start < to;
    return expectedMeasures(WITHIN.filter(({ startTime }) => isInDay(epochMsOf(startTime)))).costNanos;
  });
  const sums = times.map((_, index) =>
    series.reduce((sum, { values }) => sum + (values.costNanos?.[index] ?? 0), 0),
  );
  expect(sums).toEqual(expected);
});

it("shows the top of a table, the rest as one row, and parts of the whole", async () => {
  const query = {
    ...ASKED,
    measure: ["calls", "latencyP95Ms"],
    groupBy: "user",
    orderBy: "costNanos",
    limit: "3",
  } as const;
  const table = await (
    await client.breakdown.$get({ query: { ...query, measure: [...query.measure] } })
  ).json();
  if (!("rows" in table)) throw new Error("refused");
  const byUser = new Map<string, number>();
  for (const record of WITHIN) {
    const key = record.userId ?? "";
    byUser.set(key, (byUser.get(key) ?? 0) + (expectedMeasures([record]).costNanos ?? 0));
  }
  const dearest = [...byUser].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  expect(table.rows.map(({ group, values }) => [group[0], values.costNanos])).toEqual(dearest.slice(0, 3));
  expect(table.other).toMatchObject({
    keys: dearest.length - 3,
    values: { costNanos: dearest.slice(3).reduce((sum, [, nanos]) => sum + nanos, 0) },
  });
  expect(table.total).toMatchObject({ calls: expectedMeasures(WITHIN).calls });
  const shares = [...table.rows, table.other].reduce((sum, row) => sum + (row?.share ?? 0), 0);
  expect(shares).toBeCloseTo(1, 10);
});

it("splits by two groups at once", async () => {
  const query = { ...ASKED, measure: "calls", groupBy: ["queryType", "environment"], limit: "10" } as const;
  const table = await (
    await client.breakdown.$get({ query: { ...query, groupBy: [...query.groupBy] } })
  ).json();
  if (!("rows" in table)) throw new Error("refused");
  const found = Object.fromEntries(table.rows.map(({ group, values }) => [group.join("/"), values.calls]));
  expect(found).toMatchObject({
    "chat/production": count(
      ({ queryType, environment, status }) =>
        queryType === "chat" && environment === "production" && status !== "blocked",
    ),
  });
  expect(table.other).toBeUndefined();
});

it("counts every measured call in one cell of the heat map", async () => {
  const map = await (await client.heatmap.$get({ query: { ...ASKED, step: "6h" } })).json();
  if (!("cells" in map)) throw new Error("refused");
  const isTimed = (record: SpanRecord) => ["ok", "error"].includes(record.status) && record.cached !== true;
  expect(map.cells.reduce((sum, [, , calls]) => sum + (calls ?? 0), 0)).toBe(count(isTimed));
  const row = map.boundsMs.indexOf(1000);
  const inRow = map.cells.filter(([, at]) => at === row).reduce((sum, [, , calls]) => sum + (calls ?? 0), 0);
  expect(inRow).toBe(
    count((span) => isTimed(span) && (span.durationMs ?? 0) >= 1000 && (span.durationMs ?? 0) < 1600),
  );
});

it("finds the values of dimensions, tags and metadata", async () => {
  const values = async (dimension: "metadata" | GroupName, prefix = "") => {
    const answer = await client.dimensions[":dimension"].$get({
      param: { dimension },
      query: { ...ASKED, prefix },
    });
    const body = await answer.json();
    return "values" in body ? body.values : [];
  };
  expect(await values("model", "MODEL-1")).toEqual([
    { value: "model-1", calls: count((record) => modelOf(record) === "model-1") },
    { value: "model-1-2026", calls: count((record) => modelOf(record) === "model-1-2026") },
  ]);
  expect(await values("tag", "eu")).toEqual([
    { value: "eu", calls: count(({ tags }) => tags?.includes("eu") ?? false) },
  ]);
  expect(await values("metadata")).toEqual([{ value: "team", calls: WITHIN.length }]);
  expect((await values("metadata.team")).map(({ value }) => value).sort()).toEqual(["a", "b"]);
});

it("describes every question and its parameters", async () => {
  const description: unknown = await (await app.request("/api/v1/openapi.json")).json();
  for (const path of ["overview", "timeseries", "breakdown", "heatmap", "dimensions/{dimension}", "report"]) {
    const question = property(property(property(description, "paths"), `/${path}`), "get");
    const names = arrayOf(property(question, "parameters"))?.map((parameter) => property(parameter, "name"));
    expect(names, path).toEqual(expect.arrayContaining(["from", "to", "model", "tag", "metadata"]));
  }
});

it.each([
  ["timeseries?measure=nonsense", "measure"],
  ["timeseries?measure=calls&groupBy=nonsense", "groupBy"],
  ["timeseries?measure=calls&timeZone=Mars", "Mars"],
  ["timeseries?measure=calls&limit=1000000", "limit"],
  ["timeseries?measure=calls&from=now-90d&step=10s", "1500 points"],
  ["breakdown?measure=calls", "groupBy"],
  ["overview?from=now-900d", "400 days"],
  ["overview?modle=gpt-4o", "modle"],
  ["overview?metadata=team", "key=value"],
  ["dimensions/nonsense", "dimension"],
])("says what is wrong with %s", async (path, named) => {
  const response = await app.request(`/api/v1/${path}`, { headers: { "x-api-key": "of-shop" } });
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { error: { code: expect.stringMatching(/^BW_/), message: expect.stringContaining(named) } },
  ]);
});
