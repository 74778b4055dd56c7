import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sampleRecord } from "@breakwater/core/record/span-record.samples";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DEFAULT_QUERY_LIMITS } from "../query/query-context.ts";
import { createSystemClock } from "../serve/system-clock.ts";
import { openEmbeddedEngine } from "../storage/embedded-engine.ts";
import { openStorage, type Storage } from "../storage/open-storage.ts";
import { SINGLE_LAYOUT } from "../storage/schema/tables.ts";
import { apiApp } from "./api-app.ts";
import type { ApiEnvironment } from "./api-environment.ts";

let storage: Storage;
let app: Hono<ApiEnvironment>;
/** The project that the key of the next request is bound to. */
let bound: string | undefined;

beforeAll(async () => {
  const clock = createSystemClock();
  const engine = await openEmbeddedEngine(mkdtempSync(join(tmpdir(), "breakwater-api-")));
  storage = await openStorage(engine, { clock, layout: SINGLE_LAYOUT });
  app = new Hono<ApiEnvironment>();
  app.use(async (request, next) => {
    request.set("project", "shop");
    request.set("identity", { id: "1", name: "key", scopes: ["read"], project: bound });
    await next();
  });
  app.route("/api/v1", apiApp({ engine, clock, limits: DEFAULT_QUERY_LIMITS }));
  const record = sampleRecord({ project: "shop", userId: "u'1", startTime: "2026-01-15T12:00:00.000000Z" });
  const elsewhere = sampleRecord({ spanId: "00f067aa0ba902b8", project: "bank" });
  await storage.store.commit(
    [record, elsewhere].map((one) => ({ record: one, protocol: "native", dialect: "breakwater" })),
  );
});
afterAll(() => storage.close());

const RANGE = "from=2026-01-15T00:00:00Z&to=2026-01-16T00:00:00Z";

it("sums the calls that a filter leaves, values bound and not spliced", async () => {
  const all = await app.request(`/api/v1/totals?${RANGE}`);
  expect([all.status, await all.json()]).toMatchObject([200, { calls: 1 }]);
  const quoted = await app.request(`/api/v1/totals?${RANGE}&user=${encodeURIComponent("u'1")}`);
  expect(await quoted.json()).toMatchObject({ calls: 1 });
  const other = await app.request(`/api/v1/totals?${RANGE}&user=${encodeURIComponent("x' OR 1=1 --")}`);
  expect(await other.json()).toMatchObject({ calls: 0 });
});

it("explains a question that makes no sense", async () => {
  const response = await app.request("/api/v1/totals?from=yesterday");
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { error: { code: "BW_INVALID_RANGE", message: expect.stringContaining("yesterday") } },
  ]);
});

it.each([
  ["measure=nope", "measure: expected one of calls,", 'found "nope"'],
  ["measure=calls&measure=nope", "measure.1: expected one of calls,", 'found "nope"'],
  ["measure=calls&groupBy=model&groupBy=user&groupBy=kind", "groupBy: expected", '["model","user","kind"]'],
  ["measure=calls&groupBy=nope", "groupBy: expected one of service,", 'found "nope"'],
  ["measure=calls&groupBy=model&limit=many", "limit: expected a number", 'found "many"'],
  ["groupBy=model", "measure: expected one of", "found nothing"],
  ["measure=calls&groupBy=model&form=now-1h", "form: there is no such parameter here", ""],
])("says what was expected and what was found: %s", async (query, expected, found) => {
  const response = await app.request(`/api/v1/breakdown?${query}`);
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  expect([response.status, error.code]).toEqual([400, "BW_INVALID_PARAMETER"]);
  expect(error.message).toContain(expected);
  expect(error.message).toContain(found);
  expect(error.message).not.toContain("Invalid input");
});

it("describes itself", async () => {
  const description = await (await app.request("/api/v1/openapi.json")).json();
  expect(description).toMatchObject({ openapi: "3.1.0", paths: { "/totals": { get: {} } } });
});

it("lists projects, and to the holder of a bound key no other than its own", async () => {
  expect(await (await app.request("/api/v1/projects")).json()).toEqual({
    projects: ["bank", "shop"],
    current: "shop",
  });
  bound = "shop";
  expect(await (await app.request("/api/v1/projects")).json()).toEqual({
    projects: ["shop"],
    current: "shop",
  });
  bound = undefined;
});
