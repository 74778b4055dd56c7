import type { MonitorState } from "@breakwater/core/monitor/monitor-state";
import type { Clock } from "@breakwater/core/time/clock";
import { alertFingerprint } from "@breakwater/notify/alert";
import { BatchedRows } from "./batched-rows.ts";
import { sqlTime } from "./span-row.ts";
import type { SqlEngine } from "./sql-engine.ts";

/** A monitor writes once a minute, and when an alert begins or ends. */
const MAX_WAITING = 50_000;

/** Keeps what monitors tell of themselves. */
export class MonitorStore {
  readonly #clock: Clock;
  readonly #monitors: BatchedRows;
  readonly #alerts: BatchedRows;

  constructor(engine: SqlEngine, clock: Clock) {
    this.#clock = clock;
    this.#monitors = new BatchedRows(engine, "monitors", MAX_WAITING);
    this.#alerts = new BatchedRows(engine, "alerts", MAX_WAITING);
  }

  /** Resolves when all of it is on disk. @throws BusyError (as a rejection) when too much waits already */
  async add(state: MonitorState, project: string): Promise<void> {
    const { monitorId, service = "", environment = "", release = "", sdkVersion } = state;
    const seenAt = sqlTime(this.#clock.now());
    const who = { project, monitor_id: monitorId, service, environment, seen_at: seenAt };
    const monitor = {
      ...who,
      release,
      sdk_version: sdkVersion,
      started_at: sqlTime(state.startedAt),
      sent_at: sqlTime(state.sentAt),
      budgets: JSON.stringify(state.budgets),
    };
    const alerts = state.alerts.map(({ labels, annotations, startsAt, endsAt, count, value, rule }) => ({
      ...who,
      fingerprint: alertFingerprint(labels),
      starts_at: sqlTime(startsAt),
      ends_at: endsAt === undefined ? null : sqlTime(endsAt),
      name: labels["alertname"] ?? "",
      severity: labels["severity"] ?? "",
      labels,
      annotations,
      event_count: count ?? null,
      value: value ?? null,
      rule: rule === undefined ? "" : JSON.stringify(rule),
    }));
    await Promise.all([this.#monitors.add([monitor]), this.#alerts.add(alerts)]);
  }

  /** Resolves when nothing waits any more. */
  async drain(): Promise<void> {
    await Promise.all([this.#monitors.drain(), this.#alerts.drain()]);
  }
}
