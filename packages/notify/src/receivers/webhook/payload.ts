import { type Alert, alertFingerprint } from "../../alert.ts";
import type { Notification } from "../../receiver.ts";

/** One alert in Alertmanager's webhook format. */
export interface WebhookAlert {
  readonly status: "firing" | "resolved";
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly startsAt: string;
  /** RFC 3339; Go's zero time while the alert fires. */
  readonly endsAt: string;
  readonly generatorURL: string;
  readonly fingerprint: string;
}

/** Alertmanager's webhook format, version 4 (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config). */
export interface WebhookPayload {
  readonly version: "4";
  readonly groupKey: string;
  readonly truncatedAlerts: number;
  readonly status: "firing" | "resolved";
  readonly receiver: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly externalURL: string;
  readonly alerts: readonly WebhookAlert[];
}

/** What Alertmanager sends as the end of an alert that has not ended. */
const ZERO_TIME = "0001-01-01T00:00:00Z";

/** The notification in Alertmanager's format; an alert's `count` and `value` become annotations of these names. */
export function webhookPayload(notification: Notification): WebhookPayload {
  return {
    version: "4",
    groupKey: notification.groupKey,
    truncatedAlerts: notification.truncatedAlerts,
    status: notification.status,
    receiver: notification.receiver,
    groupLabels: notification.groupLabels,
    commonLabels: notification.commonLabels,
    commonAnnotations: notification.commonAnnotations,
    externalURL: notification.externalUrl,
    alerts: notification.alerts.map(webhookAlert),
  };
}

function webhookAlert(alert: Alert): WebhookAlert {
  const { labels, annotations, startsAt, endsAt, count, value } = alert;
  return {
    status: endsAt === undefined ? "firing" : "resolved",
    labels,
    annotations: {
      ...(count !== undefined && { count: String(count) }),
      ...(value !== undefined && { value: String(value) }),
      ...annotations,
    },
    startsAt: timeText(startsAt),
    endsAt: endsAt === undefined ? ZERO_TIME : timeText(endsAt),
    generatorURL: alert.generatorUrl ?? "",
    fingerprint: alertFingerprint(labels),
  };
}

function timeText(epochMs: number): string {
  const time = new Date(epochMs);
  return Number.isNaN(time.getTime()) ? ZERO_TIME : time.toISOString();
}
