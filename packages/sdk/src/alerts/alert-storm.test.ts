import { createNotifier } from "@breakwater/notify/notifier";
import { createScriptedReceiver } from "@breakwater/notify/testing/scripted-receiver";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { buildRecord } from "@breakwater/testkit/record-builder";
import { expect, it } from "vitest";
import { failedCall } from "./alert-engine.samples.ts";
import { createAlertEngine, defaultRules } from "./alert-engine.ts";

it("makes of 10,000 errors in a minute one message that it fires and one that it is over, with the total", async () => {
  const clock = createFakeClock();
  const receiver = createScriptedReceiver();
  const notifier = createNotifier({ clock, random: () => 0.5, receivers: [receiver] });
  const engine = createAlertEngine({
    clock,
    rules: defaultRules().filter(({ name }) => name === "LlmErrors"),
    slowCallMs: 5_000,
    post: (alerts) => notifier.post(alerts),
    budgetStatuses: () => [],
    droppedRecords: () => 0,
    labels: { environment: "production" },
  });

  for (let second = 0; second < 50; second += 1) {
    for (let index = 0; index < 200; index += 1) {
      const userId = `user_${(second * 200 + index) % 12}`;
      engine.onRecord(failedCall("rate_limit", { userId }), clock.now());
    }
    await clock.advance(1_200);
  }
  await clock.advance(3_600_000);

  expect(receiver.attempts.map(({ status }) => status)).toEqual(["firing", "resolved"]);
  const [firing, resolved] = receiver.delivered.map(({ alerts }) => alerts);
  expect(firing).toHaveLength(1);
  expect(firing?.[0]?.count).toBe(200);
  expect(resolved).toHaveLength(1);
  expect(resolved?.[0]?.count).toBe(10_000);
  expect(resolved?.[0]?.labels).toEqual({
    alertname: "LlmErrors",
    severity: "warning",
    environment: "production",
  });
  expect(resolved?.[0]?.annotations["summary"]).toMatch(
    /^Over: 10,000 errors \(rate_limit\) of gpt-4o, 12 users hit, from 2026-01-15 12:00:00 UTC to /,
  );
  expect(clock.pendingTimers).toBe(0);
});

it("tells of nothing while all goes well", async () => {
  const clock = createFakeClock();
  const receiver = createScriptedReceiver();
  const notifier = createNotifier({ clock, random: () => 0.5, receivers: [receiver] });
  const engine = createAlertEngine({
    clock,
    rules: defaultRules(),
    slowCallMs: 5_000,
    post: (alerts) => notifier.post(alerts),
    budgetStatuses: () => [],
    droppedRecords: () => 0,
  });
  for (let second = 0; second < 600; second += 1) {
    engine.onRecord(buildRecord(), clock.now());
    await clock.advance(1_000);
  }
  expect(receiver.attempts).toEqual([]);
  expect(engine.firing()).toEqual([]);
});
