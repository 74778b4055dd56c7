import type { MonitorState } from "@breakwater/core/monitor/monitor-state";
import { isoMicros } from "@breakwater/core/record/record-time";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { buildRecord } from "@breakwater/testkit/record-builder";
import { monitorState } from "./monitor-state.ts";
import { RUNAWAY } from "./replay-day.ts";

const DAY_MS = 86_400_000;
/** Of the made-up day, when a provider falters and when the agent runs away: shares of the day. */
const FALTERING = [0.55, 0.6] as const;
const RUNAWAY_END = 0.84;
const USER_LIMIT_NANOS = 9_000_000_000;
const DENIALS = 4;

/** What a process of the made-up day would tell of itself: budgets over the day and for each user, and what fired. */
export function dayMonitor(now: number): MonitorState {
  const at = (share: number) => now - DAY_MS + share * DAY_MS;
  const budget = {
    window: { rollingMs: DAY_MS },
    match: {},
    onExceed: "block",
    alertAt: [0.5, 0.8, 1],
    unpriced: { kind: "charge", nanos: 0 },
  } as const;
  const labels = { service: "reviewer", environment: "replay" };
  return monitorState(now, {
    monitorId: "7".repeat(32),
    service: "reviewer",
    environment: "replay",
    startedAt: now - DAY_MS,
    budgets: [
      { ...budget, name: "all-calls", limitNanos: 100_000_000_000, per: [] },
      { ...budget, name: "per-user", limitNanos: USER_LIMIT_NANOS, per: ["userId"] },
    ],
    alerts: [
      {
        labels: { ...labels, alertname: "ProviderTrouble", provider: "openai", severity: "critical" },
        annotations: { summary: "30 % of the calls to openai fail: 503 The engine is currently overloaded" },
        startsAt: at(FALTERING[0]),
        endsAt: at(FALTERING[1]),
        count: 290,
        value: 0.3,
        rule: { signal: "errorRate", condition: { op: ">", value: 0.2 }, windowMs: 300_000, forMs: 60_000 },
      },
      {
        labels: {
          ...labels,
          alertname: "BudgetThreshold",
          budget: "per-user",
          threshold: "0.8",
          userId: RUNAWAY.user,
          severity: "warning",
        },
        annotations: { summary: `Budget "per-user" of ${RUNAWAY.user} is at 80 %` },
        startsAt: at(RUNAWAY_END),
        value: 0.83,
      },
    ],
  });
}

/** Calls of the agent that its user's budget refused, when it had run away. */
export function dayDenials(now: number): readonly SpanRecord[] {
  const end = now - DAY_MS + RUNAWAY_END * DAY_MS;
  return Array.from({ length: DENIALS }, (_, index) =>
    buildRecord({
      traceId: `7${index}`.padEnd(32, "0"),
      spanId: `7${index}`.padEnd(16, "0"),
      name: "chat",
      status: "blocked",
      service: "reviewer",
      environment: "replay",
      queryType: "code_review",
      provider: "anthropic",
      requestModel: RUNAWAY.model,
      userId: RUNAWAY.user,
      startTime: isoMicros(end + index * 40_000),
      durationMs: 0.8,
      budget: {
        heldNanos: 0,
        denial: {
          budget: "per-user",
          key: { userId: RUNAWAY.user },
          limitNanos: USER_LIMIT_NANOS,
          spentNanos: 8_703_000_000,
          heldNanos: 96_000_000,
          requestedNanos: 310_000_000,
          resetsAt: isoMicros(end + DAY_MS),
          reason: "limit",
        },
      },
    }),
  );
}
