import { isFiring, isNews, type TrackedAlert } from "./alert-group.ts";
import type { Grouping } from "./grouping.ts";

/** Why a group is told. */
export type TellReason = "first_notification" | "new_alerts" | "alerts_resolved" | "repeat_interval";

/** Why a group is not told. */
export type QuietReason = "already_told" | "resolved_before_told" | "nothing_to_tell";

/** Whether a receiver has to hear of a group. `until` and `newsSince` are on the notifier's clock. */
export type DedupVerdict =
  | { readonly kind: "tell"; readonly reason: TellReason; readonly newsSince: number }
  | { readonly kind: "quiet"; readonly reason: QuietReason; readonly until: number };

/** What dedup goes by. */
export interface DedupInput {
  readonly alerts: readonly TrackedAlert[];
  readonly receiver: string;
  readonly lastConcludedAt: number | undefined;
  readonly now: number;
}

/**
 * Whether there is something to tell: an alert that began or ended since the receiver last heard of it, or nothing
 * new for so long that a reminder is due. Changed counts, values and annotations are not news.
 */
export function dedup(input: DedupInput, grouping: Grouping): DedupVerdict {
  const { alerts, receiver, lastConcludedAt, now } = input;
  const news = alerts.filter((tracked) => isNews(tracked, receiver));
  if (news.length > 0) {
    const newsSince = news.reduce((earliest, { changedAt }) => Math.min(earliest, changedAt), Infinity);
    return { kind: "tell", reason: tellReason(news, lastConcludedAt), newsSince };
  }
  if (alerts.some(isFiring)) {
    const repeatAt = (lastConcludedAt ?? now) + grouping.repeatMs;
    if (now >= repeatAt) return { kind: "tell", reason: "repeat_interval", newsSince: repeatAt };
    return { kind: "quiet", reason: "already_told", until: repeatAt };
  }
  const isUntold = alerts.some(({ told }) => told.get(receiver) === undefined);
  return { kind: "quiet", reason: isUntold ? "resolved_before_told" : "nothing_to_tell", until: Infinity };
}

function tellReason(news: readonly TrackedAlert[], lastConcludedAt: number | undefined): TellReason {
  if (!news.some(isFiring)) return "alerts_resolved";
  return lastConcludedAt === undefined ? "first_notification" : "new_alerts";
}
