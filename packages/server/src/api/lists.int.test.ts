import { recordTime, sampleRecord } from "@breakwater/core/record/span-record.samples";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { QueryContext } from "../query/query-context.ts";
import { openQueryBed, type QueryBed } from "../testing/query-bed.ts";
import { fleetSpans } from "../testing/watched-fleet.ts";
import { apiApp } from "./api-app.ts";
import type { ApiEnvironment } from "./api-environment.ts";

const RANGE = { from: Date.UTC(2026, 0, 15), to: Date.UTC(2026, 0, 16) };
const WHEN = "from=2026-01-15T00:00:00Z&to=2026-01-16T00:00:00Z";
const TRACE = "a".repeat(32);
const DENIAL = {
  budget: "daily",
  key: { userId: "u1" },
  limitNanos: 10,
  spentNanos: 9,
  heldNanos: 0,
  requestedNanos: 2,
  resetsAt: "2026-01-16T00:00:00.000Z",
  reason: "limit",
} as const;

let bed: QueryBed;
let app: Hono<ApiEnvironment>;
beforeAll(async () => {
  bed = await openQueryBed();
  await bed.store([
    ...fleetSpans(200, RANGE),
    sampleRecord({
      project: "shop",
      traceId: TRACE,
      userId: "denied",
      startTime: recordTime(RANGE.to - 1),
      status: "blocked",
      budget: { heldNanos: 0, denial: DENIAL },
      input: "Where is the harbour?",
    }),
  ]);
  app = appOf(bed.context);
});
afterAll(() => bed.close());

function appOf(context: QueryContext): Hono<ApiEnvironment> {
  const made = new Hono<ApiEnvironment>();
  made.use(async (request, next) => {
    request.set("project", "shop");
    await next();
  });
  return made.route("/api/v1", apiApp(context));
}

async function ask(path: string): Promise<{ status: number; body: unknown }> {
  const response = await app.request(`/api/v1${path}`);
  return { status: response.status, body: await response.json() };
}

describe("answers", () => {
  it.each([
    [`/spans?${WHEN}&limit=3&hasError=true`, { spans: [{ status: "error" }, {}, {}], nextCursor: {} }],
    [`/traces?${WHEN}&limit=1`, { traces: [{ traceId: TRACE, userId: "denied", spans: 1 }] }],
    [`/traces/${TRACE.toUpperCase()}`, { traceId: TRACE, spans: [{ hasPayload: true }], isCut: false }],
    [
      `/traces/${TRACE}/spans/b7ad6b7169203331/payload?at=2026-01-15T20:00:00Z`,
      { input: "Where is the harbour?", output: "" },
    ],
    [`/denials?${WHEN}&user=denied`, { denials: [{ userId: "denied", model: "gpt-4o", denial: DENIAL }] }],
    [`/errors?${WHEN}`, { groups: [{ errorType: "E", isNew: true }], total: 1 }],
    [`/users?${WHEN}&limit=2&order=calls`, { people: [{}, {}] }],
    [`/sessions?${WHEN}&search=session-7`, { people: [{ id: "session-7" }] }],
    [
      `/users/user-3?${WHEN}`,
      { id: "user-3", measures: { calls: {}, costNanos: {} }, firstSeen: {}, traces: {} },
    ],
    [`/sessions/session-7?${WHEN}`, { id: "session-7", lastSeen: {}, traces: {} }],
    [
      `/traces/${TRACE}?payloads=true`,
      { spans: [{ input: "Where is the harbour?" }], arePayloadsCut: false },
    ],
    [
      `/search?${WHEN}&q=harbour&traceId=${TRACE}`,
      { hits: [{ traceId: TRACE, span: { userId: "denied" } }] },
    ],
    [`/search?${WHEN}&q=harbour&traceId=${"b".repeat(32)}`, { hits: [] }],
    [`/search?${WHEN}&q=harbour`, { hits: [{ traceId: TRACE, before: "Where is the ", match: "harbour" }] }],
  ])("%s", async (path, expected) => {
    const { status, body } = await ask(path);
    expect(status).toBe(200);
    expect(body).toMatchObject(withAnyWhereEmpty(expected));
  });
});

/** An empty object stands for anything. */
function withAnyWhereEmpty(expected: object): object {
  return JSON.parse(JSON.stringify(expected), (_, value: unknown) =>
    value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0
      ? expect.anything()
      : value,
  ) as object;
}

describe("refuses", () => {
  it.each([
    [`/traces/${"b".repeat(32)}`, 404, "BW_NOT_FOUND", "another project"],
    [`/users/nobody?${WHEN}`, 404, "BW_NOT_FOUND", "longer one"],
    ["/traces/abc", 400, "BW_INVALID_PARAMETER", "32 hex digits"],
    ["/spans?cursor=bm9uZQ", 400, "BW_INVALID_CURSOR", "start again"],
    ["/search?q=a&traceId=abc", 400, "BW_INVALID_PARAMETER", "32 hex digits"],
    ["/spans?limit=501", 400, "BW_INVALID_PARAMETER", "limit"],
    ["/users?cursor=e30", 400, "BW_INVALID_CURSOR", "start again"],
    ["/search?q=%22%22", 400, "BW_INVALID_PARAMETER", "phrase"],
    [`/traces/${TRACE}?at=noon`, 400, "BW_INVALID_RANGE", "noon"],
  ])("%s", async (path, status, code, advice) => {
    const answer = await ask(path);
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(JSON.stringify(answer.body)).toContain(advice);
  });
});

it("gives exports as files to keep", async () => {
  const response = await app.request(`/api/v1/export/focus?${WHEN}&format=csv`);
  expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="breakwater-focus.csv"');
  expect(await response.text()).toMatch(/^"BilledCost","BillingAccountId",/);
});

it("answers with an error, and not with half a file, when an export fails at once", async () => {
  const failing = appOf({ ...bed.context, limits: { maxMemoryBytes: 1 } });
  const response = await failing.request(`/api/v1/export/spans?${WHEN}`);
  expect(response.status).toBe(503);
});
