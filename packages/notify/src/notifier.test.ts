import { createFakeClock, type FakeClock } from "@breakwater/testkit/fake-clock";
import { describe, expect, it } from "vitest";
import type { Alert } from "./alert.ts";
import { createNotifier, type Notifier, type NotifierOptions } from "./notifier.ts";
import type { DeliveryOutcome } from "./receiver.ts";
import { createScriptedReceiver, type ScriptedReceiver } from "./testing/scripted-receiver.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DOWN: DeliveryOutcome = {
  kind: "retryable",
  reason: "503 from https://u:s3cr3t@hook.example/x?key=s3cr3t",
};
const REFUSED: DeliveryOutcome = { kind: "rejected", reason: "403 with token=s3cr3t" };

interface House {
  readonly clock: FakeClock;
  readonly receiver: ScriptedReceiver;
  readonly notifier: Notifier;
  readonly warnings: string[];
}

function setUp(options: Partial<NotifierOptions> = {}): House {
  const clock = createFakeClock();
  const receiver = createScriptedReceiver();
  const warnings: string[] = [];
  const notifier = createNotifier({
    clock,
    random: () => 0.5,
    receivers: [receiver],
    grouping: { by: ["alertname"], waitMs: SECOND, intervalMs: 30 * SECOND, repeatMs: 4 * HOUR },
    onWarning: ({ message }) => warnings.push(message),
    ...options,
  });
  return { clock, receiver, notifier, warnings };
}

function firing(clock: FakeClock, changes: Partial<Alert> = {}): Alert {
  return {
    labels: { alertname: "Errors" },
    annotations: { summary: "many errors" },
    startsAt: clock.now(),
    ...changes,
  };
}

function ended(alert: Alert, endsAt: number, changes: Partial<Alert> = {}): Alert {
  return { ...alert, endsAt, ...changes };
}

describe("an error storm", () => {
  it("10,000 errors in a minute give one message with a count", async () => {
    const { clock, receiver, notifier } = setUp();
    const first = firing(clock, { count: 1 });
    for (let count = 1; count <= 10_000; count += 1) {
      notifier.post([{ ...first, count, value: count, annotations: { summary: `${count} errors` } }]);
      if (count % 100 === 0) await clock.advance(600);
    }
    expect(receiver.attempts).toHaveLength(1);
    expect(receiver.delivered[0]?.alerts).toMatchObject([{ startsAt: first.startsAt, count: 200 }]);

    notifier.post([ended(first, clock.now(), { count: 10_000 })]);
    await clock.advance(MINUTE);
    expect(receiver.delivered).toHaveLength(2);
    expect(receiver.delivered[1]).toMatchObject({ status: "resolved", alerts: [{ count: 10_000 }] });
    expect(notifier.stats()).toMatchObject({ delivered: 2, failed: 0, pending: 0, alerts: 0, groups: 0 });
  });

  it("alerts of one group that come together are one message", async () => {
    const { clock, receiver, notifier } = setUp();
    for (const model of ["a", "b", "c"]) {
      notifier.post([firing(clock, { labels: { alertname: "Errors", model } })]);
      await clock.advance(300);
    }
    await clock.advance(SECOND);
    expect(receiver.delivered).toHaveLength(1);
    expect(receiver.delivered[0]).toMatchObject({
      status: "firing",
      groupKey: '{}:{alertname="Errors"}',
      groupLabels: { alertname: "Errors" },
      commonLabels: { alertname: "Errors" },
      commonAnnotations: { summary: "many errors" },
      truncatedAlerts: 0,
    });
    expect(receiver.delivered[0]?.alerts.map(({ labels }) => labels["model"])).toEqual(["a", "b", "c"]);
  });

  it("an alert that flaps within the group wait gives no message storm", async () => {
    const { clock, receiver, notifier } = setUp();
    for (let flap = 0; flap < 100; flap += 1) {
      const alert = firing(clock);
      notifier.post([alert]);
      await clock.advance(100);
      notifier.post([ended(alert, clock.now())]);
      await clock.advance(100);
    }
    await clock.advance(HOUR);
    expect(receiver.attempts.length).toBeLessThanOrEqual(2);
    expect(receiver.attempts.at(-1)?.status ?? "resolved").toBe("resolved");
    expect(notifier.stats()).toMatchObject({ alerts: 0, groups: 0, pending: 0 });
  });

  it("an alert that flaps for an hour is told at most once an interval", async () => {
    const { clock, receiver, notifier } = setUp();
    for (let flap = 0; flap < 360; flap += 1) {
      const alert = firing(clock);
      notifier.post([alert]);
      await clock.advance(5 * SECOND);
      notifier.post([ended(alert, clock.now())]);
      await clock.advance(5 * SECOND);
    }
    expect(receiver.attempts.length).toBeGreaterThan(1);
    expect(receiver.attempts.length).toBeLessThanOrEqual(HOUR / (30 * SECOND));
  });

  it("an alert that never fires for as long as the wait, but again and again, is told all the same", async () => {
    const { clock, receiver, notifier } = setUp();
    for (let flap = 0; flap < 10; flap += 1) {
      const alert = firing(clock);
      notifier.post([alert]);
      await clock.advance(300);
      notifier.post([ended(alert, clock.now())]);
      await clock.advance(100);
    }
    expect(receiver.delivered.map(({ status }) => status)).toEqual(["firing"]);
    await clock.advance(MINUTE);
    expect(receiver.delivered.map(({ status }) => status)).toEqual(["firing", "resolved"]);
  });

  it("an alert that came and went within the wait is told to no one", async () => {
    const { clock, receiver, notifier } = setUp();
    const alert = firing(clock);
    notifier.post([alert]);
    await clock.advance(100);
    notifier.post([ended(alert, clock.now())]);
    await clock.advance(HOUR);
    expect(receiver.attempts).toEqual([]);
    expect(notifier.stats()).toMatchObject({ alerts: 0, groups: 0, pending: 0 });
    expect(notifier.stats().decisions.map(({ reason }) => reason)).toContain("resolved_before_told");
  });

  it("what still fires is told again after the repeat interval, and not before", async () => {
    const { clock, receiver, notifier } = setUp();
    notifier.post([firing(clock)]);
    await clock.advance(4 * HOUR);
    expect(receiver.delivered).toHaveLength(1);
    await clock.advance(2 * SECOND);
    expect(receiver.delivered).toHaveLength(2);
  });

  it("a second alert of a told group waits for the interval and comes with the first", async () => {
    const { clock, receiver, notifier } = setUp();
    notifier.post([firing(clock, { labels: { alertname: "Errors", model: "a" } })]);
    await clock.advance(2 * SECOND);
    notifier.post([firing(clock, { labels: { alertname: "Errors", model: "b" } })]);
    await clock.advance(28 * SECOND);
    expect(receiver.delivered).toHaveLength(1);
    await clock.advance(2 * SECOND);
    expect(receiver.delivered[1]?.alerts.map(({ labels }) => labels["model"])).toEqual(["b", "a"]);
  });
});

describe("a receiver in trouble", () => {
  it("a receiver that is down for an hour still gets the news", async () => {
    const { clock, receiver, notifier, warnings } = setUp();
    receiver.answer = DOWN;
    const alert = firing(clock, { count: 1 });
    notifier.post([alert]);
    await clock.advance(30 * MINUTE);
    notifier.post([{ ...alert, count: 7 }]);
    await clock.advance(30 * MINUTE);
    expect(receiver.delivered).toEqual([]);
    expect(notifier.stats().pending).toBe(1);

    receiver.answer = { kind: "delivered" };
    await clock.advance(MINUTE);
    expect(receiver.delivered).toHaveLength(1);
    expect(receiver.delivered[0]).toMatchObject({
      status: "firing",
      alerts: [{ startsAt: alert.startsAt, count: 7 }],
    });
    expect(notifier.stats()).toMatchObject({ delivered: 1, failed: 0, pending: 0 });
    expect(warnings).toEqual([]);
  });

  it("an alert that ended while its receiver was down is told with its start and its end", async () => {
    const { clock, receiver, notifier } = setUp();
    receiver.answer = DOWN;
    const alert = firing(clock);
    notifier.post([alert]);
    await clock.advance(10 * MINUTE);
    const endsAt = clock.now();
    notifier.post([ended(alert, endsAt, { count: 42 })]);
    await clock.advance(50 * MINUTE);

    receiver.answer = { kind: "delivered" };
    await clock.advance(MINUTE);
    expect(receiver.delivered).toMatchObject([
      { status: "resolved", alerts: [{ startsAt: alert.startsAt, endsAt, count: 42 }] },
    ]);
    expect(notifier.stats()).toMatchObject({ alerts: 0, groups: 0 });
  });

  it("a receiver that hangs is cut off and retried", async () => {
    const { clock, receiver, notifier } = setUp();
    receiver.answer = "hang";
    notifier.post([firing(clock)]);
    await clock.advance(SECOND + 9 * SECOND);
    expect(receiver.attempts).toHaveLength(1);
    expect(receiver.aborted).toBe(0);
    await clock.advance(SECOND);
    expect(receiver.aborted).toBe(1);
    expect(notifier.stats().lastErrors.at(-1)?.reason).toBe("no answer within 10000 ms");

    receiver.answer = { kind: "delivered" };
    await clock.advance(2 * SECOND);
    expect(receiver.delivered).toHaveLength(1);
  });

  it("one receiver down does not delay another", async () => {
    const clock = createFakeClock();
    const receivers = ["hangs", "throws", "down", "well"].map(createScriptedReceiver);
    const [hangs, throws, down, well] = receivers;
    if (!hangs || !throws || !down || !well) throw new Error("four receivers");
    hangs.answer = "hang";
    throws.answer = "throw";
    down.answer = DOWN;
    const notifier = createNotifier({ clock, random: () => 0.5, receivers });
    for (let group = 0; group < 50; group += 1)
      notifier.post([firing(clock, { labels: { alertname: `rule ${group}` } })]);
    await clock.advance(SECOND);
    expect(well.delivered).toHaveLength(50);
    expect(notifier.stats()).toMatchObject({ delivered: 50, pending: 150 });
  });

  it("many groups at a receiver that hangs take their turns, and few at a time", async () => {
    const { clock, receiver, notifier } = setUp({ limits: { maxConcurrentPerReceiver: 4 } });
    receiver.answer = "hang";
    for (let group = 0; group < 12; group += 1)
      notifier.post([firing(clock, { labels: { alertname: `rule ${group}` } })]);
    await clock.advance(SECOND);
    expect(receiver.attempts).toHaveLength(4);
    await clock.advance(20 * SECOND);
    expect(new Set(receiver.attempts.map(({ groupKey }) => groupKey)).size).toBe(12);
  });

  it("after the deadline it counts as failed, and the next change is told", async () => {
    const { clock, receiver, notifier, warnings } = setUp({ retry: { deadlineMs: 10 * MINUTE } });
    receiver.answer = DOWN;
    const alert = firing(clock);
    notifier.post([alert]);
    await clock.advance(11 * MINUTE);
    const attempts = receiver.attempts.length;
    expect(notifier.stats()).toMatchObject({ delivered: 0, failed: 1, pending: 0 });
    expect(warnings).toHaveLength(1);

    receiver.answer = { kind: "delivered" };
    await clock.advance(HOUR);
    expect(receiver.attempts).toHaveLength(attempts);
    notifier.post([firing(clock, { labels: { alertname: "Errors", model: "b" } })]);
    await clock.advance(2 * SECOND);
    expect(receiver.delivered).toHaveLength(1);
    expect(receiver.delivered[0]?.alerts).toHaveLength(2);
  });

  it("after the deadline it is told at the repeat, too", async () => {
    const { clock, receiver, notifier } = setUp({ retry: { deadlineMs: 10 * MINUTE } });
    receiver.answer = DOWN;
    notifier.post([firing(clock)]);
    await clock.advance(11 * MINUTE);
    receiver.answer = { kind: "delivered" };
    await clock.advance(4 * HOUR);
    expect(receiver.delivered).toHaveLength(1);
  });

  it("an end that could not be told by its deadline is given up, and nothing of it is kept", async () => {
    const { clock, receiver, notifier } = setUp({ retry: { deadlineMs: 10 * MINUTE } });
    const alert = firing(clock);
    notifier.post([alert]);
    await clock.advance(MINUTE);
    receiver.answer = DOWN;
    notifier.post([ended(alert, clock.now())]);
    await clock.advance(HOUR);
    expect(notifier.stats()).toMatchObject({ delivered: 1, failed: 1, pending: 0, alerts: 0, groups: 0 });
  });

  it("what is rejected is not retried until it changes, however often", async () => {
    const { clock, receiver, notifier } = setUp();
    receiver.answer = REFUSED;
    const alert = firing(clock);
    for (let round = 1; round <= 10; round += 1) {
      notifier.post([alert]);
      await clock.advance(HOUR / 2);
      expect(notifier.stats().failed).toBe(2 * round - 1);
      notifier.post([ended(alert, clock.now())]);
      await clock.advance(HOUR / 2);
    }
    expect(receiver.attempts).toHaveLength(20);
    expect(notifier.stats()).toMatchObject({ failed: 20, alerts: 0, pending: 0 });
  });

  it("a change that comes while a rejection is on its way is told all the same", async () => {
    const { clock, receiver, notifier } = setUp();
    let answer: (outcome: DeliveryOutcome) => void = () => {};
    const slow = {
      name: "test",
      deliver: () =>
        new Promise<DeliveryOutcome>((resolve) => {
          answer = resolve;
        }),
    };
    notifier.configure({ receivers: [slow] });
    notifier.post([firing(clock, { labels: { alertname: "Errors", model: "a" } })]);
    await clock.advance(SECOND);
    notifier.post([firing(clock, { labels: { alertname: "Errors", model: "b" } })]);
    answer(REFUSED);
    notifier.configure({ receivers: [receiver] });
    await clock.advance(MINUTE);
    expect(receiver.delivered).toHaveLength(1);
  });

  it("Retry-After is honoured for every group of the receiver", async () => {
    const { clock, receiver, notifier } = setUp();
    receiver.answer = { kind: "retryable", reason: "429", retryAfterMs: 5 * MINUTE };
    notifier.post([firing(clock, { labels: { alertname: "one" } })]);
    await clock.advance(2 * SECOND);
    receiver.answer = { kind: "delivered" };
    notifier.post([firing(clock, { labels: { alertname: "two" } })]);
    await clock.advance(4 * MINUTE);
    expect(receiver.attempts).toHaveLength(1);
    await clock.advance(MINUTE);
    expect(receiver.delivered).toHaveLength(2);
  });

  it("no secret in any reason", async () => {
    const { clock, receiver, notifier, warnings } = setUp({ retry: { deadlineMs: MINUTE } });
    for (const answer of [DOWN, REFUSED, "throw"] as const) {
      receiver.answer = answer;
      notifier.post([firing(clock, { labels: { alertname: `rule ${receiver.attempts.length}` } })]);
      await clock.advance(5 * MINUTE);
    }
    const { decisions, lastErrors, failed } = notifier.stats();
    expect(failed).toBe(3);
    expect(warnings).toHaveLength(3);
    expect(JSON.stringify({ decisions, lastErrors, warnings })).not.toContain("s3cr3t");
    expect(lastErrors.map(({ reason }) => reason)).toContain(
      "503 from https://[redacted]@hook.example/x?key=[redacted]",
    );
  });
});

describe("the owner's side", () => {
  it("post never throws and never waits", () => {
    const { clock, receiver, notifier } = setUp({
      onWarning: () => {
        throw new Error("broken hook");
      },
    });
    receiver.answer = "throw";
    const broken = [
      undefined,
      null,
      {},
      { labels: null },
      { labels: {}, annotations: {}, startsAt: Number.NaN },
      { labels: {}, annotations: {}, startsAt: 1, endsAt: "x" },
      Object.defineProperty({}, "labels", {
        get() {
          throw new Error("a getter that throws");
        },
      }),
    ];
    // The types forbid it; an untyped host can do it.
    for (const alert of broken) notifier.post(JSON.parse("[0]").map(() => alert));
    notifier.post(JSON.parse("null"));
    expect(notifier.stats().dropped).toEqual({ invalid_alert: broken.length + 1 });
    for (let index = 0; index < 1_000; index += 1)
      expect(notifier.post([firing(clock, { labels: { alertname: `${index}` } })])).toBeUndefined();
    expect(receiver.attempts).toEqual([]);
  });

  it("flush sends what is waiting now, and says so", async () => {
    const { clock, receiver, notifier } = setUp();
    const alert = firing(clock);
    notifier.post([alert]);
    expect(await notifier.flush(5 * SECOND)).toMatchObject({ delivered: 1, pending: 0, failed: 0 });
    notifier.post([ended(alert, clock.now())]);
    expect(await notifier.flush(5 * SECOND)).toMatchObject({ delivered: 2, pending: 0, failed: 0 });
    expect(receiver.delivered.map(({ status }) => status)).toEqual(["firing", "resolved"]);
  });

  it("flush with nothing to say resolves at once", async () => {
    const { notifier } = setUp();
    expect(await notifier.flush(5 * SECOND)).toEqual({
      delivered: 0,
      pending: 0,
      failed: 0,
      dropped: {},
      lastErrors: [],
    });
  });

  it("flush tells the truth when the receiver is down: pending, with the reason", async () => {
    const { clock, receiver, notifier } = setUp();
    receiver.answer = DOWN;
    notifier.post([firing(clock)]);
    const flushed = notifier.flush(5 * SECOND);
    await clock.advance(5 * SECOND);
    const report = await flushed;
    expect(report).toMatchObject({ delivered: 0, pending: 1, failed: 0 });
    expect(report.lastErrors.length).toBeGreaterThan(1);
  });

  it("flush does not wait for the rest of a pause, nor for ever", async () => {
    const { clock, receiver, notifier } = setUp();
    receiver.answer = DOWN;
    notifier.post([firing(clock)]);
    await clock.advance(10 * MINUTE);
    receiver.answer = { kind: "delivered" };
    expect(await notifier.flush(SECOND)).toMatchObject({ delivered: 1, pending: 0 });
    receiver.answer = "hang";
    notifier.post([firing(clock, { labels: { alertname: "other" } })]);
    const flushed = notifier.flush(Number.NaN);
    await clock.advance(0);
    expect(await flushed).toMatchObject({ delivered: 1, pending: 1 });
  });

  it("flush also tells what changed while an attempt was under way", async () => {
    const { clock, notifier } = setUp();
    const seen: string[] = [];
    const alert = firing(clock);
    notifier.configure({
      receivers: [
        {
          name: "test",
          deliver: async ({ status }) => {
            seen.push(status);
            if (status === "firing") notifier.post([ended(alert, clock.now())]);
            return { kind: "delivered" };
          },
        },
      ],
    });
    notifier.post([alert]);
    expect(await notifier.flush(SECOND)).toMatchObject({ delivered: 2, pending: 0 });
    expect(seen).toEqual(["firing", "resolved"]);
  });

  it("close flushes, cuts off what hangs, and counts what comes later", async () => {
    const { clock, receiver, notifier } = setUp();
    receiver.answer = "hang";
    notifier.post([firing(clock)]);
    const closed = notifier.close(2 * SECOND);
    await clock.advance(2 * SECOND);
    expect(await closed).toMatchObject({ delivered: 0, pending: 1 });
    expect(receiver.aborted).toBe(1);
    notifier.post([firing(clock)]);
    await clock.advance(HOUR);
    expect(receiver.attempts).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
    expect((await notifier.close(SECOND)).pending).toBe(1);
    expect((await notifier.flush(SECOND)).dropped).toEqual({ closed: 1 });
  });

  it("a silenced alert is told when the silence ends, if it still fires", async () => {
    const { clock, receiver, notifier } = setUp();
    const silence = {
      matchers: [{ label: "model", op: "=" as const, value: "a" }],
      endsAt: clock.now() + HOUR,
      reason: "we know",
    };
    notifier.configure({ silences: [silence] });
    notifier.post([firing(clock, { labels: { alertname: "Errors", model: "a" } })]);
    notifier.post([firing(clock, { labels: { alertname: "Errors", model: "b" } })]);
    notifier.post([firing(clock, { labels: { alertname: "Latency", model: "a" } })]);
    await clock.advance(HOUR - SECOND);
    expect(receiver.delivered).toHaveLength(1);
    expect(receiver.delivered[0]?.alerts).toHaveLength(1);
    expect(notifier.stats().pending).toBe(0);
    expect(notifier.stats().decisions.map(({ reason }) => reason)).toContain("silenced: we know");
    await clock.advance(2 * SECOND);
    expect(receiver.delivered).toHaveLength(3);
  });

  it("an alert that ends under an endless silence is forgotten", async () => {
    const { clock, receiver, notifier } = setUp();
    const alert = firing(clock);
    notifier.post([alert]);
    await clock.advance(MINUTE);
    notifier.configure({
      silences: [{ matchers: [{ label: "alertname", op: "=", value: "Errors" }], reason: "mute" }],
    });
    notifier.post([ended(alert, clock.now())]);
    await clock.advance(MINUTE);
    expect(receiver.delivered).toHaveLength(1);
    expect(notifier.stats()).toMatchObject({ alerts: 0, groups: 0 });
  });

  it("configure keeps what receivers know, and tells a new one what fires", async () => {
    const { clock, receiver, notifier } = setUp();
    notifier.post([firing(clock)]);
    await clock.advance(MINUTE);
    const same = createScriptedReceiver("test");
    const other = createScriptedReceiver("other");
    notifier.configure({ receivers: [same, other] });
    await clock.advance(MINUTE);
    expect(receiver.delivered).toHaveLength(1);
    expect(same.delivered).toEqual([]);
    expect(other.delivered).toHaveLength(1);
  });

  it("configure with other groups keeps what receivers know, and tells no one twice", async () => {
    const { clock, receiver, notifier } = setUp();
    for (const model of ["a", "b"])
      notifier.post([firing(clock, { labels: { alertname: "Errors", model } })]);
    await clock.advance(MINUTE);
    notifier.configure({ grouping: { by: ["alertname", "model"] } });
    await clock.advance(MINUTE);
    expect(receiver.delivered).toHaveLength(1);
    expect(notifier.stats().groups).toBe(2);
    notifier.post([ended(firing(clock, { labels: { alertname: "Errors", model: "a" } }), clock.now())]);
    await clock.advance(MINUTE);
    expect(receiver.delivered[1]).toMatchObject({ status: "resolved", groupLabels: { model: "a" } });
  });

  it("configure with other groups goes on with what a receiver that is down is owed", async () => {
    const { clock, receiver, notifier } = setUp();
    receiver.answer = "hang";
    notifier.post([firing(clock)]);
    await clock.advance(2 * SECOND);
    notifier.configure({ grouping: { by: [] } });
    receiver.answer = { kind: "delivered" };
    await clock.advance(MINUTE);
    expect(receiver.aborted).toBe(1);
    expect(receiver.delivered).toMatchObject([{ groupKey: "{}:{}" }]);
  });

  it("taking a receiver away counts the news that it will not get", async () => {
    const { clock, receiver, notifier } = setUp();
    receiver.answer = "hang";
    notifier.post([firing(clock)]);
    await clock.advance(2 * SECOND);
    notifier.configure({ receivers: [] });
    await clock.advance(HOUR);
    expect(notifier.stats()).toMatchObject({ pending: 0, dropped: { receiver_removed: 1 } });
    expect(receiver.aborted).toBe(1);
  });

  it.each([
    ["grouping.waitMs", { grouping: { waitMs: Number.NaN } }],
    ["retry.deadlineMs", { retry: { deadlineMs: 0 } }],
    ["limits.maxAlertsPerGroup", { limits: { maxAlertsPerGroup: 0 } }],
  ])("a %s that makes no sense fails at once, by name", (name, options) => {
    expect(() => setUp(options)).toThrow(name);
  });

  it("two receivers of one name fail at once", () => {
    expect(() => setUp({ receivers: [createScriptedReceiver(), createScriptedReceiver()] })).toThrow(
      RangeError,
    );
  });
});

describe("bounds", () => {
  it("alerts beyond the limit of a message still count, and end when they end", async () => {
    const { clock, receiver, notifier } = setUp({ limits: { maxAlertsPerGroup: 2 } });
    const alerts = ["a", "b", "c", "d"].map((model) =>
      firing(clock, { labels: { alertname: "Errors", model } }),
    );
    notifier.post(alerts);
    await clock.advance(MINUTE);
    expect(receiver.delivered[0]).toMatchObject({ status: "firing", truncatedAlerts: 2 });
    expect(receiver.delivered[0]?.alerts).toHaveLength(2);
    notifier.post(alerts.slice(0, 3).map((alert) => ended(alert, clock.now())));
    await clock.advance(MINUTE);
    expect(receiver.delivered[1]).toMatchObject({ status: "firing", truncatedAlerts: 2 });
    notifier.post(alerts.slice(3).map((alert) => ended(alert, clock.now())));
    await clock.advance(MINUTE);
    expect(receiver.delivered[2]).toMatchObject({ status: "resolved", truncatedAlerts: 0 });
    expect(notifier.stats().alerts).toBe(0);
  });

  it("groups beyond the limit share one message", async () => {
    const { clock, receiver, notifier } = setUp({ limits: { maxGroups: 2 } });
    for (let index = 0; index < 10; index += 1)
      notifier.post([firing(clock, { labels: { alertname: `rule ${index}` } })]);
    await clock.advance(MINUTE);
    expect(receiver.delivered.map(({ alerts }) => alerts.length).sort()).toEqual([1, 1, 8]);
  });

  it("alerts beyond the limit of all are dropped and counted, with one warning", async () => {
    const { clock, notifier, warnings } = setUp({ limits: { maxAlerts: 5 } });
    for (let index = 0; index < 100; index += 1)
      notifier.post([firing(clock, { labels: { alertname: "Errors", user: `${index}` } })]);
    expect(notifier.stats()).toMatchObject({ alerts: 5, dropped: { too_many_alerts: 95 } });
    expect(warnings).toHaveLength(1);
  });

  it("histories stay bounded, and so do texts", async () => {
    const { clock, receiver, notifier } = setUp();
    receiver.answer = DOWN;
    notifier.post([firing(clock, { annotations: { summary: "x".repeat(1e6) } })]);
    await clock.advance(23 * HOUR);
    const { decisions, lastErrors } = notifier.stats();
    expect(receiver.attempts.length).toBeGreaterThan(500);
    expect(decisions.length).toBeLessThanOrEqual(500);
    expect(lastErrors.length).toBeLessThanOrEqual(10);
    expect(receiver.attempts[0]?.alerts[0]?.annotations["summary"]?.length).toBe(2_000);
  });

  it("a clock that is set back delays nothing", async () => {
    const { clock, receiver, notifier } = setUp();
    notifier.post([firing(clock)]);
    clock.set(clock.now() - 24 * HOUR);
    await clock.advance(2 * SECOND);
    expect(receiver.delivered).toHaveLength(1);
    receiver.answer = DOWN;
    notifier.post([firing(clock, { labels: { alertname: "other" } })]);
    await clock.advance(5 * MINUTE);
    clock.set(clock.now() - 24 * HOUR);
    receiver.answer = { kind: "delivered" };
    await clock.advance(2 * MINUTE);
    expect(receiver.delivered).toHaveLength(2);
  });

  it("an idle notifier keeps no timer but the reminder", async () => {
    const { clock, notifier } = setUp();
    await clock.advance(MINUTE);
    expect(clock.pendingTimers).toBe(0);
    notifier.post([firing(clock)]);
    await clock.advance(MINUTE);
    expect(clock.pendingTimers).toBe(1);
  });
});
