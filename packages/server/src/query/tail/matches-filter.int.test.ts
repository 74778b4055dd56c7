import { afterAll, beforeAll, expect, it } from "vitest";
import { openQueryBed, type QueryBed } from "../../testing/query-bed.ts";
import { fleetSpans } from "../../testing/watched-fleet.ts";
import type { ListFilter } from "../list-filter.ts";
import { querySpans } from "../spans/spans.ts";
import { matchesFilter } from "./matches-filter.ts";

const RANGE = { from: Date.UTC(2026, 0, 15), to: Date.UTC(2026, 0, 16) };
const SPANS = fleetSpans(400, RANGE);

let bed: QueryBed;
beforeAll(async () => {
  bed = await openQueryBed();
  await bed.store(SPANS);
});
afterAll(() => bed.close());

const FILTERS: readonly Omit<ListFilter, "project" | "range">[] = [
  {},
  { values: { status: ["error", "blocked"] } },
  { values: { model: ["model-1", ""], environment: ["staging"] } },
  { values: { user: ["user-3", "user-4"], kind: ["llm"], dialect: ["breakwater"], protocol: ["native"] } },
  { values: { service: ["none"] } },
  { tags: ["beta", "eu"] },
  { metadata: { team: ["a"] } },
  { metadata: { absent: [""] } },
  { hasError: true, minDurationMs: 100 },
  { minDurationMs: 400, maxDurationMs: 1_000 },
  { maxDurationMs: 300 },
  { hasError: false, minCostNanos: 2_000_000 },
  { isUnpriced: true },
  { isUnpriced: false, text: "STEP-2" },
];

it.each(FILTERS)("leaves what the engine leaves: %j", async (wanted) => {
  const filter = { ...wanted, project: "shop", range: RANGE };
  const { spans } = await querySpans(filter, { order: "start", limit: 500 }, bed.context);
  const expected = SPANS.filter((record) =>
    matchesFilter({ record, protocol: "native", dialect: "breakwater" }, filter),
  );
  expect(spans.map(({ spanId }) => spanId).toSorted()).toEqual(expected.map(({ spanId }) => spanId));
});
