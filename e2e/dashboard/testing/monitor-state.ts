import { MONITOR_STATE_VERSION, type MonitorState } from "@breakwater/core/monitor/monitor-state";

const HOUR_MS = 3_600_000;

/** What a process of the shop that has run for an hour tells of itself; of budgets and alerts only what is given. */
export function monitorState(
  now: number,
  told: Partial<Omit<MonitorState, "v" | "sentAt">> = {},
): MonitorState {
  return {
    v: MONITOR_STATE_VERSION,
    monitorId: "5".repeat(32),
    service: "shop",
    sdkVersion: "0.1.0",
    startedAt: now - HOUR_MS,
    sentAt: now,
    budgets: [],
    alerts: [],
    ...told,
  };
}
