import type { MonitorState } from "@breakwater/core/monitor/monitor-state";
import { isoMicros } from "@breakwater/core/record/record-time";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { sampleRecord } from "@breakwater/core/record/span-record.samples";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { apiApp } from "../api/api-app.ts";
import type { ApiEnvironment } from "../api/api-environment.ts";
import { MonitorStore } from "../storage/monitor-store.ts";
import { openQueryBed, type QueryBed } from "../testing/query-bed.ts";
import { openSending } from "../testing/sending-rules.ts";
import { monitorRoutes } from "./monitor-routes.ts";

/** In the future: the engine forgets old monitors by its own clock. */
const NOW = Date.UTC(2090, 0, 15, 12);

let bed: QueryBed;
let clock: ReturnType<typeof createFakeClock>;
let sender: ReturnType<typeof monitorRoutes>;
let api: Hono<ApiEnvironment>;
let project = "";

beforeAll(async () => {
  bed = await openQueryBed();
});
afterAll(() => bed.close());
beforeEach(() => {
  clock = createFakeClock(NOW);
  project = `p${Math.random().toString(36).slice(2)}`;
  const authenticate = () => Promise.resolve({ isAdmitted: true, project } as const);
  sender = monitorRoutes(new MonitorStore(bed.context.engine, clock), { ...openSending(), authenticate });
  api = new Hono<ApiEnvironment>()
    .use(async (request, next) => {
      request.set("project", project);
      await next();
    })
    .route("/", apiApp({ ...bed.context, clock }));
});

function state(more: Partial<MonitorState> = {}): MonitorState {
  return {
    v: 1,
    monitorId: "a".repeat(32),
    service: "shop",
    environment: "production",
    sdkVersion: "0.1.0",
    startedAt: NOW - 60_000,
    sentAt: clock.now() - 250,
    budgets: [DAILY],
    alerts: [],
    ...more,
  };
}

const DAILY: MonitorState["budgets"][number] = {
  name: "daily",
  limitNanos: 5_000_000_000,
  window: { every: "day", timeZone: "UTC" },
  match: {},
  per: ["userId"],
  onExceed: "block",
  alertAt: [0.5],
  unpriced: { kind: "block" },
};

const ALERT: MonitorState["alerts"][number] = {
  labels: { alertname: "ErrorStorm", severity: "critical", model: "gpt-4o" },
  annotations: { summary: 'it\'s "bad"' },
  startsAt: NOW - 30_000,
  count: 12,
  value: 0.5,
  rule: { signal: "errorRate", condition: { op: ">", value: 0.25 }, windowMs: 60_000, forMs: 0 },
};

const PRICED: SpanRecord["cost"] = {
  source: "priced",
  totalNanos: 3_000_000,
  inputNanos: 1_000_000,
  outputNanos: 2_000_000,
  catalogue: "test",
};

async function tell(body: unknown): Promise<Response> {
  return sender.request("/v1/monitors", {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
}

async function ask(path: string): Promise<unknown> {
  const answer = await api.request(path);
  expect(answer.status).toBe(200);
  return answer.json();
}

describe("a monitor that tells of itself", () => {
  it("is known, with its budgets, and is taken for gone when it tells no more", async () => {
    const answer = await tell(state());
    expect([answer.status, await answer.json()]).toEqual([200, { accepted: 1, rejected: {} }]);
    const monitor = { monitorId: "a".repeat(32), service: "shop", clockLagMs: 250, budgets: ["daily"] };
    expect(await ask("/monitors")).toMatchObject({ monitors: [{ ...monitor, isAlive: true }] });
    await clock.advance(149_000);
    expect(await ask("/monitors")).toMatchObject({ monitors: [{ isAlive: true }] });
    await clock.advance(2_000);
    expect(await ask("/monitors")).toMatchObject({ monitors: [{ isAlive: false }] });
  });

  it("is told once, as it told last", async () => {
    await tell(state());
    await clock.advance(60_000);
    await tell(state({ service: "shop-2", budgets: [{ ...DAILY, limitNanos: 7 }] }));
    expect(await ask("/monitors")).toMatchObject({ monitors: [{ service: "shop-2" }] });
    const { budgets } = (await ask("/budgets")) as { budgets: { limitNanos: number; monitors: number }[] };
    expect(budgets).toMatchObject([{ limitNanos: 7, monitors: 1, services: ["shop-2"] }]);
  });

  it("shares a budget with others of the same name and cover, and not with other covers", async () => {
    const [first, second, third] = ["1".repeat(32), "2".repeat(32), "3".repeat(32)] as const;
    await tell(state({ monitorId: first, service: "a" }));
    await clock.advance(1_000);
    await tell(state({ monitorId: second, service: "b", budgets: [{ ...DAILY, limitNanos: 9 }] }));
    await tell(state({ monitorId: third, service: "c", budgets: [{ ...DAILY, match: { model: ["x"] } }] }));
    const { budgets } = (await ask("/budgets")) as { budgets: { id: string; services: string[] }[] };
    const told = budgets.map(({ services, ...rest }) => [services, rest]);
    expect(new Set(budgets.map(({ id }) => id)).size).toBe(2);
    expect(told.toSorted()).toMatchObject([
      [["a", "b"], { limitNanos: 9, monitors: 2 }],
      [["c"], { limitNanos: 5_000_000_000, monitors: 1 }],
    ]);
    const history = await ask(`/budgets/${budgets[0]?.id}/history?periods=3`);
    expect(history).toMatchObject({ periods: [{ spentNanos: 0 }, {}, { to: "2090-01-16T00:00:00.000Z" }] });
  });

  it("is named as the holder of its budgets, silent when it tells no more", async () => {
    await tell(state({ monitorId: "1".repeat(32), service: "old" }));
    await clock.advance(151_000);
    await tell(state({ monitorId: "2".repeat(32), service: "new" }));
    const { budgets } = (await ask("/budgets")) as { budgets: { holders: unknown }[] };
    expect(budgets.map(({ holders }) => holders)).toEqual([
      [
        { service: "new", monitors: 1, seenAt: "2090-01-15T12:02:31.000Z" },
        { service: "old", monitors: 0, seenAt: "2090-01-15T12:00:00.000Z" },
      ],
    ]);
  });

  it("has the keys of its budgets found by a part of their value", async () => {
    await tell(state());
    const startTime = isoMicros(clock.now() - 60_000);
    const calls = ["ana", "anatol", "bob"].map((userId, index) =>
      sampleRecord({ project, userId, startTime, cost: PRICED, spanId: String(index + 1).repeat(16) }),
    );
    await bed.store(calls);
    const { budgets } = (await ask("/budgets")) as { budgets: { id: string }[] };
    expect(await ask(`/budgets/${budgets[0]?.id}/keys?search=ANA&limit=1`)).toMatchObject({
      keys: [{ key: { userId: "ana" }, spentNanos: 3_000_000, forecast: {} }],
      total: 2,
    });
    expect((await api.request("/budgets/other/keys")).status).toBe(404);
  });

  it("has its budgets in the report, with what the stored calls took from them", async () => {
    await tell(state());
    const startTime = isoMicros(clock.now() - 60_000);
    await bed.store([
      sampleRecord({ project, userId: "ana", startTime, cost: PRICED, budget: { heldNanos: 0 } }),
    ]);
    expect(await ask("/report")).toMatchObject({
      budgets: [{ budget: "daily", key: { userId: "ana" }, spentNanos: 3_000_000, limitUsd: 5 }],
    });
  });

  it("has its alerts told until they are over, and as lost when it is gone", async () => {
    await tell(state({ alerts: [ALERT] }));
    const told = {
      name: "ErrorStorm",
      severity: "critical",
      labels: ALERT.labels,
      count: 12,
      value: 0.5,
      rule: ALERT.rule,
    };
    expect(await ask("/alerts")).toMatchObject({
      alerts: [{ ...told, annotations: ALERT.annotations, status: "firing" }],
    });
    await clock.advance(200_000);
    expect(await ask("/alerts")).toMatchObject({ alerts: [{ status: "lost" }] });
    await tell(state({ alerts: [{ ...ALERT, endsAt: NOW + 100_000 }] }));
    expect(await ask("/alerts")).toMatchObject({
      alerts: [{ ...told, status: "resolved", endsAt: "2090-01-15T12:01:40.000Z" }],
    });
  });

  it("tells alerts of the range, newest first", async () => {
    const at = (startsAt: number, endsAt?: number) => ({
      ...ALERT,
      startsAt,
      ...(endsAt !== undefined && { endsAt }),
    });
    const hour = 3_600_000;
    await tell(state({ alerts: [at(NOW - 5 * hour, NOW - 4 * hour), at(NOW - 3 * hour), at(NOW - hour)] }));
    const { alerts } = (await ask("/alerts?from=now-2h")) as { alerts: { startsAt: string }[] };
    expect(alerts.map(({ startsAt }) => Date.parse(startsAt))).toEqual([NOW - hour, NOW - 3 * hour]);
  });
});

const BASE = {
  v: 1,
  monitorId: "b".repeat(32),
  sdkVersion: "1",
  startedAt: NOW,
  sentAt: NOW,
  budgets: [],
  alerts: [],
};

describe("what is no state", () => {
  it.each([
    ["no JSON", "{", /the body/],
    ["another version", { ...BASE, v: 2 }, /^No state of a monitor: v:/],
    ["an id that is none", { ...BASE, monitorId: "x" }, /monitorId: 32 hex digits/],
    [
      "a time zone that is none",
      { ...BASE, budgets: [{ ...DAILY, window: { every: "day", timeZone: "Mars" } }] },
      /budgets\.0\.window/,
    ],
    ["too many alerts", { ...BASE, alerts: Array.from({ length: 1_001 }, () => ALERT) }, /alerts/],
    ["a time that no date has", { ...BASE, sentAt: 1e15 }, /sentAt/],
  ])("is refused with the place at fault: %s", async (_, body, reason) => {
    const answer = await tell(body);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { error: string }).error).toMatch(reason);
    expect(await ask("/monitors")).toEqual({ monitors: [] });
  });
});
