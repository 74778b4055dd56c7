import type { MonitorState } from "@breakwater/core/monitor/monitor-state";
import type { Alert } from "@breakwater/notify/alert";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { beforeEach, describe, expect, test } from "vitest";
import type { SendOutcome } from "./span-sender.ts";
import { StateSender } from "./state-sender.ts";

const AWAY: SendOutcome = { type: "unreachable", reason: "ECONNREFUSED" };

let clock: ReturnType<typeof createFakeClock>;
let sent: MonitorState[];
let outcome: SendOutcome;
let onSend: () => void;
let isClosed: boolean;
let states: StateSender;

beforeEach(() => {
  clock = createFakeClock();
  sent = [];
  outcome = { type: "stored" };
  onSend = () => {};
  isClosed = false;
  states = new StateSender({
    clock,
    random: () => 1,
    budgets: () => [],
    identity: { monitorId: "m1", sdkVersion: "1.0.0", startedAt: clock.now() },
    sender: {
      async send(body) {
        sent.push(JSON.parse(body.toString("utf8")) as MonitorState);
        onSend();
        return outcome;
      },
      close: () => {
        isClosed = true;
      },
    },
  });
});

function alert(name: string, more: Partial<Alert> = {}): Alert {
  return { labels: { alertname: name }, annotations: {}, startsAt: 1_000, ...more };
}

const names = (state: MonitorState | undefined) => state?.alerts.map(({ labels }) => labels["alertname"]);

describe("telling a server", () => {
  test("begins with who it is, and shows life every minute", async () => {
    await clock.advance(200);
    expect(sent).toMatchObject([{ v: 1, monitorId: "m1", alerts: [] }]);
    await clock.advance(59_999);
    expect(sent).toHaveLength(1);
    await clock.advance(1);
    expect(sent).toHaveLength(2);
    expect(sent[1]?.sentAt).toBe((sent[0]?.sentAt ?? 0) + 60_000);
  });

  test("an alert says what it alerts on, where one of the rules is its own", async () => {
    const condition = { op: ">", value: 5_000 } as const;
    const rule = { signal: "latencyP95", condition, windowMs: 60_000, forMs: 0 } as const;
    const own = { ...rule, name: "slow", groupBy: ["model"], severity: "warning" } as const;
    states.onAlerts([alert("slow"), alert("BudgetThreshold")], [own]);
    await clock.advance(200);
    expect(sent[0]?.alerts).toEqual([{ ...alert("slow"), rule }, alert("BudgetThreshold")]);
  });

  test("alerts that come together go together, each as it stands last", async () => {
    states.onAlerts([alert("a"), alert("b")]);
    states.onAlerts([alert("a", { endsAt: 2_000 })]);
    await clock.advance(200);
    expect(sent.map(names)).toEqual([["b", "a"]]);
    expect(sent[0]?.alerts[1]?.endsAt).toBe(2_000);
    expect(states.stats()).toEqual({ pending: 0, dropped: 0 });
  });

  test("the same labels at another time are another alert", async () => {
    states.onAlerts([alert("a", { endsAt: 2_000 }), alert("a", { startsAt: 3_000 })]);
    await clock.advance(200);
    expect(sent[0]?.alerts.map(({ startsAt }) => startsAt)).toEqual([1_000, 3_000]);
  });

  test("what the server does not get waits, and goes with what is new", async () => {
    outcome = AWAY;
    states.onAlerts([alert("a")]);
    await clock.advance(200);
    expect(states.stats().pending).toBe(1);
    states.onAlerts([alert("b")]);
    outcome = { type: "stored" };
    await clock.advance(499);
    expect(sent).toHaveLength(1);
    await clock.advance(1);
    expect(names(sent[1])).toEqual(["a", "b"]);
    expect(states.stats().pending).toBe(0);
  });

  test("news that come while it is told are told next", async () => {
    states.onAlerts([alert("a")]);
    onSend = () => {
      onSend = () => {};
      states.onAlerts([alert("a", { endsAt: 2_000 })]);
    };
    await clock.advance(200);
    expect(states.stats().pending).toBe(1);
    await clock.advance(200);
    expect(sent[1]?.alerts).toMatchObject([{ endsAt: 2_000 }]);
    expect(states.stats().pending).toBe(0);
  });

  test("a server that refuses is asked again slowly", async () => {
    outcome = { type: "refused", reason: "HTTP 401" };
    await clock.advance(200);
    await clock.advance(59_999);
    expect(sent).toHaveLength(1);
    await clock.advance(1);
    expect(sent).toHaveLength(2);
  });

  test("what it will never take is dropped and counted", async () => {
    outcome = { type: "malformed", reason: "HTTP 400" };
    states.onAlerts([alert("a")]);
    await clock.advance(200);
    expect(states.stats()).toEqual({ pending: 0, dropped: 1 });
  });

  test("no more than 1,000 alerts wait, and the dropped ones are counted", async () => {
    outcome = AWAY;
    states.onAlerts(Array.from({ length: 1_200 }, (_, index) => alert(`a${index}`)));
    expect(states.stats()).toEqual({ pending: 1_000, dropped: 200 });
    await clock.advance(200);
    expect(names(sent[0])?.[0]).toBe("a200");
  });
});

describe("closing", () => {
  test("sends what waits, and nothing afterwards", async () => {
    states.onAlerts([alert("a")]);
    await states.close(1_000);
    expect(sent.map(names)).toEqual([["a"]]);
    expect(isClosed).toBe(true);
    states.onAlerts([alert("b")]);
    await clock.advance(120_000);
    expect(sent).toHaveLength(1);
  });

  test("does not wait for a server beyond its time", async () => {
    let answer = () => {};
    onSend = () => {};
    const slow = new StateSender({
      clock,
      random: () => 1,
      budgets: () => [],
      identity: { monitorId: "m2", sdkVersion: "1.0.0", startedAt: 0 },
      sender: {
        send: () =>
          new Promise<SendOutcome>((resolve) => {
            answer = () => resolve({ type: "stored" });
          }),
        close: () => answer(),
      },
    });
    slow.onAlerts([alert("a")]);
    const closed = slow.close(1_000);
    await clock.advance(1_000);
    await closed;
    expect(clock.now()).toBeGreaterThan(0);
  });
});
