import type { MonitorState } from "@breakwater/core/monitor/monitor-state";
import { isoMicros } from "@breakwater/core/record/record-time";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { buildRecord, type RecordOverrides } from "@breakwater/testkit/record-builder";
import { monitorState } from "./monitor-state.ts";

const MINUTE_MS = 60_000;

/** What the one dear call was asked. */
export const DEAR_PROMPT = "Summarise all 4,000 pages of the annual report";

/** What a hostile user writes: each would run a script, or call elsewhere, on a page that trusts it. */
export const ATTACKS = [
  "<script>window.hacked = 1</script>",
  '<img src="/hacked.png" onerror="window.hacked = 1">',
  "[click me](javascript:window.hacked=1)",
  "![picture](https://attacker.example/stolen.png)",
  "<svg onload=window.hacked=1>",
] as const;

/** What the shop's process tells of itself: a budget for each user, and an alert that fires. */
export function shopMonitor(now: number): MonitorState {
  return monitorState(now, {
    environment: "production",
    budgets: [
      {
        name: "monthly",
        limitNanos: 50_000_000_000,
        window: { every: "month", timeZone: "UTC" },
        match: {},
        per: ["userId"],
        onExceed: "block",
        alertAt: [0.8],
        unpriced: { kind: "block" },
      },
    ],
    alerts: [
      {
        labels: { alertname: "Too many errors", severity: "critical", model: "gpt-4o" },
        annotations: { summary: "3 of 4 calls failed" },
        startsAt: now - 5 * MINUTE_MS,
        count: 3,
      },
    ],
  });
}

/** A few hours of a shop's calls that ended now: many cheap ones, one dear one, failures, refusals, and one unpriced. */
export function shopRecords(now: number): readonly SpanRecord[] {
  const at = (minutesAgo: number, overrides: RecordOverrides) =>
    buildRecord({
      service: "shop",
      environment: "production",
      sessionId: "s-1",
      queryType: "chat",
      ...overrides,
      startTime: isoMicros(now - minutesAgo * MINUTE_MS),
    });
  const cheap = Array.from({ length: 60 }, (_, index) =>
    at(2 + index * 3, { userId: `user_${index % 7}`, timeToFirstTokenMs: 120 + index }),
  );
  return [
    ...cheap,
    at(45, {
      name: "annual report",
      userId: "spender",
      requestModel: "claude-opus-4-1",
      provider: "anthropic",
      usage: { inputTokens: 900_000, outputTokens: 4_000 },
      cost: {
        source: "priced",
        totalNanos: 13_800_000_000,
        inputNanos: 13_500_000_000,
        outputNanos: 300_000_000,
        catalogue: "test",
      },
      input: JSON.stringify([{ role: "user", content: DEAR_PROMPT }]),
      output: JSON.stringify([{ role: "assistant", content: "It was **a good year**." }]),
    }),
    at(20, { name: "failing call", status: "error", userId: "user_3" }),
    at(15, { name: "failing call", status: "error", userId: "user_4" }),
    at(10, {
      name: "unpriced call",
      cost: { source: "unpriced", reason: "unknown_model" },
      requestModel: "house-1",
    }),
    at(8, {
      name: "refused call",
      status: "blocked",
      budget: {
        heldNanos: 0,
        denial: {
          budget: "per user",
          key: { userId: "spender" },
          limitNanos: 5_000_000_000,
          spentNanos: 4_900_000_000,
          heldNanos: 50_000_000,
          requestedNanos: 200_000_000,
          resetsAt: isoMicros(now + 60 * MINUTE_MS),
          reason: "limit",
        },
      },
    }),
    at(5, {
      name: "hostile call",
      userId: "attacker",
      input: JSON.stringify([{ role: "user", content: ATTACKS.join("\n\n") }]),
      output: ATTACKS.join("\n"),
    }),
  ];
}

/** One agent's run of many steps, in a tree three levels deep. */
export function longTrace(now: number, steps: number): readonly SpanRecord[] {
  const traceId = "c".repeat(32);
  const idOf = (index: number) => (0xabc_000 + index).toString(16).padStart(16, "0");
  const start = now - 10 * MINUTE_MS;
  return Array.from({ length: steps }, (_, index) => {
    const isRoot = index === 0;
    const isTool = index % 10 === 1;
    const parent = isRoot ? undefined : isTool ? idOf(0) : idOf(index - ((index - 1) % 10));
    return buildRecord({
      traceId,
      spanId: idOf(index),
      parentSpanId: parent,
      kind: isRoot ? "agent" : isTool ? "tool" : "llm",
      name: isRoot ? "long agent" : `step ${index}`,
      startTime: isoMicros(start + index * 100),
      durationMs: isRoot ? steps * 100 : 90,
    });
  });
}
