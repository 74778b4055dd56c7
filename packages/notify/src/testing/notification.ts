import type { Alert } from "../alert.ts";
import type { Notification } from "../receiver.ts";

/** 2026-01-15T12:00:00Z. */
export const ALERT_START_MS = Date.UTC(2026, 0, 15, 12);

/** A firing alert for tests. */
export function buildAlert(changes: Partial<Alert> = {}): Alert {
  return {
    labels: { alertname: "HighErrorRate", severity: "critical", model: "gpt-4o" },
    annotations: { summary: "Half of the calls fail" },
    startsAt: ALERT_START_MS,
    count: 12_345,
    value: 0.5,
    generatorUrl: "https://monitor.example/errors?model=gpt-4o&range=1h",
    ...changes,
  };
}

/** A notification of one firing alert for tests. */
export function buildNotification(changes: Partial<Notification> = {}): Notification {
  const alerts = changes.alerts ?? [buildAlert()];
  return {
    receiver: "on-call",
    status: alerts.some(({ endsAt }) => endsAt === undefined) ? "firing" : "resolved",
    groupKey: '{}:{alertname="HighErrorRate"}',
    groupLabels: { alertname: "HighErrorRate" },
    commonLabels: alerts[0]?.labels ?? {},
    commonAnnotations: alerts[0]?.annotations ?? {},
    truncatedAlerts: 0,
    externalUrl: "https://monitor.example",
    ...changes,
    alerts,
  };
}
