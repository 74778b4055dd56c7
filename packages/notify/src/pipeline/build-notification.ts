import type { Alert } from "../alert.ts";
import type { Notification } from "../receiver.ts";
import { type AlertGroup, isFiring, isNews, type TrackedAlert } from "./alert-group.ts";

/** What a notification is made of. */
export interface NotificationSource {
  readonly receiver: string;
  readonly group: AlertGroup;
  /** The group's alerts without the silenced ones. */
  readonly alerts: readonly TrackedAlert[];
  /** Most alerts told in full. */
  readonly maxAlerts: number;
  readonly externalUrl: string;
}

/** A notification, and which alerts it speaks of (the truncated ones too). */
export interface BuiltNotification {
  readonly notification: Notification;
  readonly covered: readonly TrackedAlert[];
}

/** The group as it stands: what fires, and what ended since the receiver last heard. */
export function buildNotification(source: NotificationSource): BuiltNotification {
  const { receiver, group, maxAlerts } = source;
  const covered = source.alerts
    .filter((tracked) => isFiring(tracked) || isNews(tracked, receiver))
    .sort((a, b) => rank(a, receiver) - rank(b, receiver) || a.alert.startsAt - b.alert.startsAt);
  const alerts = covered.map(({ alert }) => alert);
  const shown = alerts.slice(0, maxAlerts);
  return {
    covered,
    notification: {
      receiver,
      status: covered.some(isFiring) ? "firing" : "resolved",
      groupKey: group.key,
      groupLabels: group.labels,
      commonLabels: commonTexts(alerts, (alert) => alert.labels),
      commonAnnotations: commonTexts(alerts, (alert) => alert.annotations),
      alerts: shown,
      truncatedAlerts: alerts.length - shown.length,
      externalUrl: source.externalUrl,
    },
  };
}

/** News first, so that it is not what is cut off. */
function rank(tracked: TrackedAlert, receiver: string): number {
  if (!isNews(tracked, receiver)) return 2;
  return isFiring(tracked) ? 0 : 1;
}

function commonTexts(
  alerts: readonly Alert[],
  textsOf: (alert: Alert) => Readonly<Record<string, string>>,
): Record<string, string> {
  const [first, ...others] = alerts;
  if (first === undefined) return {};
  return Object.fromEntries(
    Object.entries(textsOf(first)).filter(([name, text]) =>
      others.every((other) => textsOf(other)[name] === text),
    ),
  );
}
