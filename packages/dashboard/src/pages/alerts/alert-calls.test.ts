import { expect, it } from "vitest";
import type { ProcessAlert } from "../../api/server-questions.ts";
import { callsOf } from "./alert-calls.ts";

const ALERT: ProcessAlert = {
  fingerprint: "0".repeat(16),
  name: "Slow",
  severity: "warning",
  status: "resolved",
  monitorId: "a".repeat(32),
  startsAt: "2026-03-01T12:05:00.000Z",
  endsAt: "2026-03-01T12:20:00.000Z",
  seenAt: "2026-03-01T12:20:01.000Z",
  labels: { alertname: "Slow", severity: "warning", model: "gpt-4o", userId: "(none)", "metadata.team": "a" },
  annotations: {},
  rule: { signal: "latencyP95", condition: { op: ">", value: 5_000 }, windowMs: 300_000, forMs: 0 },
};

it("leads to the calls that an alert looked at, from its window before it began", () => {
  expect(callsOf(ALERT, "shop")).toEqual({
    project: "shop",
    from: "2026-03-01T12:00:00.000Z",
    to: "2026-03-01T12:20:00.000Z",
    model: ["gpt-4o"],
    user: [""],
    metadata: ["team=a"],
    order: "duration",
  });
});

it("goes on until now while it fires, and does not filter by what stands for many", () => {
  const { endsAt: _, rule: __, ...firing } = ALERT;
  expect(callsOf({ ...firing, status: "firing", labels: { model: "(other)" } }, undefined)).toEqual({
    from: "2026-03-01T12:04:00.000Z",
  });
});

it.each([
  ["errorRate", { hasError: "true" }],
  ["deniedCalls", { status: ["blocked"] }],
  ["unpricedCalls", { unpriced: "true" }],
  ["of a newer monitor", {}],
])("keeps the calls that count for the signal %s", (signal, narrowing) => {
  const rule = { signal, condition: { op: ">", value: 1 }, windowMs: 0, forMs: 0 } as const;
  expect(callsOf({ ...ALERT, labels: {}, rule }, undefined)).toEqual({
    from: ALERT.startsAt,
    to: "2026-03-01T12:20:00.000Z",
    ...narrowing,
  });
});
