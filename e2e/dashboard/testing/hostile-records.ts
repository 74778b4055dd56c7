import type { MonitorState } from "@breakwater/core/monitor/monitor-state";
import { isoMicros } from "@breakwater/core/record/record-time";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { buildRecord } from "@breakwater/testkit/record-builder";
import { monitorState } from "./monitor-state.ts";

/** Would run a script or call elsewhere from wherever a page takes it for markup or for an address. */
export const HOSTILE_NAME = `"><img src=/hacked.png onerror="window.hacked=1"><script>window.hacked=1</script>`;
/** The same for a page that makes links of names. */
export const HOSTILE_ADDRESS = "javascript:window.hacked=1//https://attacker.example/";
export const HOSTILE_TRACE = "e".repeat(32);

/** A call and its failure in which everything that a sender may name is hostile. */
export function hostileRecords(now: number): readonly SpanRecord[] {
  const common = {
    traceId: HOSTILE_TRACE,
    name: HOSTILE_NAME,
    service: HOSTILE_NAME,
    environment: HOSTILE_NAME,
    release: HOSTILE_ADDRESS,
    provider: HOSTILE_NAME,
    requestModel: HOSTILE_NAME,
    userId: HOSTILE_NAME,
    sessionId: HOSTILE_ADDRESS,
    queryType: HOSTILE_NAME,
    tags: [HOSTILE_NAME, HOSTILE_ADDRESS],
    metadata: { [HOSTILE_NAME]: HOSTILE_ADDRESS },
    startTime: isoMicros(now - 60_000),
  };
  return [
    buildRecord({ ...common, spanId: "1".repeat(16), status: "ok" }),
    buildRecord({
      ...common,
      spanId: "2".repeat(16),
      parentSpanId: "1".repeat(16),
      status: "error",
      error: {
        class: "server",
        type: HOSTILE_NAME,
        message: HOSTILE_NAME,
        code: HOSTILE_ADDRESS,
        fingerprint: "0123456789abcdef",
      },
      input: JSON.stringify([
        {
          role: HOSTILE_NAME,
          content: [
            { type: "image_url", image_url: { url: "https://attacker.example/stolen.png" } },
            { type: "text", text: HOSTILE_NAME },
          ],
        },
      ]),
      output: JSON.stringify([
        {
          role: "assistant",
          content: "[read on](https://attacker.example/)",
          tool_calls: [{ id: "1", function: { name: HOSTILE_NAME, arguments: HOSTILE_NAME } }],
        },
      ]),
    }),
    buildRecord({
      ...common,
      spanId: "3".repeat(16),
      parentSpanId: "1".repeat(16),
      status: "blocked",
      budget: {
        heldNanos: 0,
        denial: {
          budget: HOSTILE_NAME,
          key: { userId: HOSTILE_NAME },
          limitNanos: 1_000,
          spentNanos: 999,
          heldNanos: 0,
          requestedNanos: 2,
          resetsAt: isoMicros(now + 60_000),
          reason: "limit",
        },
      },
    }),
  ];
}

/** A monitor whose budgets and alerts have hostile names. */
export function hostileMonitor(now: number): MonitorState {
  return monitorState(now, {
    monitorId: "e".repeat(32),
    service: HOSTILE_NAME,
    environment: HOSTILE_NAME,
    budgets: [
      {
        name: HOSTILE_NAME,
        limitNanos: 1_000,
        window: { every: "month", timeZone: "UTC" },
        match: { queryType: [HOSTILE_NAME] },
        per: ["userId"],
        onExceed: "block",
        alertAt: [0.8],
        unpriced: { kind: "block" },
      },
    ],
    alerts: [
      {
        labels: { alertname: HOSTILE_NAME, severity: HOSTILE_NAME, model: HOSTILE_ADDRESS },
        annotations: { summary: HOSTILE_NAME, runbook: HOSTILE_ADDRESS },
        startsAt: now - 30_000,
      },
    ],
  });
}
