import type { TrackedAlert } from "./alert-group.ts";
import { dedup, type TellReason } from "./dedup.ts";
import type { Grouping } from "./grouping.ts";
import { type Silence, silenceFor } from "./silence.ts";

/** One group on its way to one receiver, as the stages see it. */
export interface StageSubject {
  readonly receiver: string;
  readonly alerts: readonly TrackedAlert[];
  readonly version: number;
  readonly lastConcludedAt: number | undefined;
  readonly gaveUp: { readonly version: number; readonly at: number } | undefined;
  /** True in a flush and between attempts: do not wait for others to join. */
  readonly isUrgent: boolean;
  /** On the notifier's clock, which never goes back. */
  readonly now: number;
  /** On the wall, for silences. */
  readonly wallNow: number;
  /** Set by the silence stage: when the first of the alerts that it took out comes back. */
  readonly silencedUntil?: number;
  /** Set by the dedup stage. */
  readonly tell?: { readonly reason: TellReason; readonly newsSince: number };
}

/** What the stages go by; can change at run time. */
export interface StageSettings {
  readonly grouping: Grouping;
  readonly silences: readonly Silence[];
}

/** Go on with the subject, or stop until a time (`Infinity` = until the group changes). */
export type StageVerdict =
  | { readonly kind: "pass"; readonly subject: StageSubject }
  | { readonly kind: "stop"; readonly reason: string; readonly until: number };

/** One pure decision on the way of a group to a receiver. */
export type Stage = (subject: StageSubject, settings: StageSettings) => StageVerdict;

/** Takes out what is silenced. It comes back when the silence ends, and is told then if it is still news. */
const silenceStage: Stage = (subject, { silences }) => {
  let silence: Silence | undefined;
  let silencedUntil = Infinity;
  const alerts = subject.alerts.filter((tracked) => {
    const found = silenceFor(silences, tracked.alert.labels, subject.wallNow);
    if (found === undefined) return true;
    silence = found;
    silencedUntil = Math.min(silencedUntil, subject.now + (found.endsAt ?? Infinity) - subject.wallNow);
    return false;
  });
  if (silence === undefined) return { kind: "pass", subject };
  if (alerts.length > 0) return { kind: "pass", subject: { ...subject, alerts, silencedUntil } };
  return { kind: "stop", reason: `silenced: ${silence.reason}`, until: silencedUntil };
};

const dedupStage: Stage = (subject, { grouping }) => {
  const verdict = dedup(subject, grouping);
  if (verdict.kind === "quiet") return { kind: "stop", reason: verdict.reason, until: verdict.until };
  return { kind: "pass", subject: { ...subject, tell: verdict } };
};

const failureStage: Stage = (subject, { grouping }) => {
  const { gaveUp } = subject;
  const until = (gaveUp?.at ?? 0) + grouping.repeatMs;
  if (gaveUp === undefined || gaveUp.version !== subject.version || subject.now >= until)
    return { kind: "pass", subject };
  return { kind: "stop", reason: "failed_and_unchanged", until };
};

const timingStage: Stage = (subject, { grouping }) => {
  const { isUrgent, tell, lastConcludedAt, now } = subject;
  if (isUrgent || tell === undefined || tell.reason === "repeat_interval") return { kind: "pass", subject };
  const waitUntil = tell.newsSince + grouping.waitMs;
  const intervalUntil = (lastConcludedAt ?? Number.NEGATIVE_INFINITY) + grouping.intervalMs;
  const until = Math.max(waitUntil, intervalUntil);
  if (now >= until) return { kind: "pass", subject };
  return { kind: "stop", reason: waitUntil >= intervalUntil ? "group_wait" : "group_interval", until };
};

const STAGES: readonly Stage[] = [silenceStage, dedupStage, failureStage, timingStage];

/** The stages in their order: silence, dedup, earlier failure, timing. The first that stops decides. */
export function runStages(subject: StageSubject, settings: StageSettings): StageVerdict {
  let current = subject;
  for (const stage of STAGES) {
    const verdict = stage(current, settings);
    if (verdict.kind === "stop")
      return { ...verdict, until: Math.min(verdict.until, current.silencedUntil ?? Infinity) };
    current = verdict.subject;
  }
  return { kind: "pass", subject: current };
}
