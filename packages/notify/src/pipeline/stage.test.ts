import { expect, it } from "vitest";
import type { Told, TrackedAlert } from "./alert-group.ts";
import { runStages, type StageSubject } from "./stage.ts";

const settings = {
  grouping: { by: [], waitMs: 10, intervalMs: 100, repeatMs: 1_000 },
  silences: [
    { matchers: [{ label: "muted", op: "=" as const, value: "yes" }], endsAt: 5_400, reason: "known" },
  ],
};

function alert(
  told: Told | undefined,
  changes: { endsAt?: number; muted?: boolean; changedAt?: number } = {},
) {
  const { endsAt, muted = false, changedAt = 0 } = changes;
  const tracked: TrackedAlert = {
    fingerprint: "f",
    alert: {
      labels: muted ? { muted: "yes" } : {},
      annotations: {},
      startsAt: 0,
      ...(endsAt !== undefined && { endsAt }),
    },
    changedAt,
    told: new Map(told === undefined ? [] : [["r", told]]),
  };
  return tracked;
}

interface Row {
  readonly sentence: string;
  readonly alerts: readonly TrackedAlert[];
  readonly changes?: Partial<StageSubject>;
  readonly reason: string;
  /** Absent = the subject passes. */
  readonly until?: number;
}

// Now is 400 on the notifier's clock and 5,000 on the wall.
const rows: readonly Row[] = [
  { sentence: "an alert no one knows is told", alerts: [alert(undefined)], reason: "first_notification" },
  {
    sentence: "an alert that has just begun waits for others",
    alerts: [alert(undefined, { changedAt: 395 })],
    reason: "group_wait",
    until: 405,
  },
  {
    sentence: "in a flush nothing waits for others",
    alerts: [alert(undefined, { changedAt: 395 })],
    changes: { isUrgent: true },
    reason: "first_notification",
  },
  {
    sentence: "a new alert waits for the interval since the last message",
    alerts: [alert(undefined)],
    changes: { lastConcludedAt: 350 },
    reason: "group_interval",
    until: 450,
  },
  {
    sentence: "a new alert is told when the interval is over",
    alerts: [alert("firing"), alert(undefined)],
    changes: { lastConcludedAt: 300 },
    reason: "new_alerts",
  },
  {
    sentence: "a told alert is not told again",
    alerts: [alert("firing")],
    changes: { lastConcludedAt: 300 },
    reason: "already_told",
    until: 1_300,
  },
  {
    sentence: "a told alert is told again when its repeat is due",
    alerts: [alert("firing")],
    changes: { lastConcludedAt: -600 },
    reason: "repeat_interval",
  },
  {
    sentence: "an alert whose telling failed is told",
    alerts: [alert("owed")],
    changes: { lastConcludedAt: 0 },
    reason: "new_alerts",
  },
  {
    sentence: "the end of a told alert is told",
    alerts: [alert("firing", { endsAt: 1 })],
    reason: "alerts_resolved",
  },
  {
    sentence: "the end of an alert that may have been heard is told",
    alerts: [alert("owed", { endsAt: 1 })],
    reason: "alerts_resolved",
  },
  {
    sentence: "the end of an alert no one heard of is not told",
    alerts: [alert(undefined, { endsAt: 1 })],
    reason: "resolved_before_told",
    until: Infinity,
  },
  {
    sentence: "a told end is not told again",
    alerts: [alert("resolved", { endsAt: 1 })],
    reason: "nothing_to_tell",
    until: Infinity,
  },
  {
    sentence: "an alert that came back after its told end is told",
    alerts: [alert("resolved")],
    reason: "first_notification",
  },
  {
    sentence: "what failed waits while nothing changes, in a flush too",
    alerts: [alert("owed")],
    changes: { gaveUp: { version: 7, at: 100 }, isUrgent: true },
    reason: "failed_and_unchanged",
    until: 1_100,
  },
  {
    sentence: "what failed is told when the group changes",
    alerts: [alert("owed")],
    changes: { gaveUp: { version: 6, at: 100 } },
    reason: "first_notification",
  },
  {
    sentence: "what failed is told when its repeat is due",
    alerts: [alert("owed")],
    changes: { gaveUp: { version: 7, at: -600 } },
    reason: "first_notification",
  },
  {
    sentence: "a silenced alert waits for the end of its silence, by the wall's clock",
    alerts: [alert(undefined, { muted: true })],
    reason: "silenced: known",
    until: 800,
  },
  {
    sentence: "a silenced alert among told ones comes back when its silence ends, before the repeat",
    alerts: [alert(undefined, { muted: true }), alert("firing")],
    changes: { lastConcludedAt: 300 },
    reason: "already_told",
    until: 800,
  },
  {
    sentence: "a silenced alert does not hold up the others",
    alerts: [alert(undefined, { muted: true }), alert(undefined)],
    reason: "first_notification",
  },
  {
    sentence: "a group without alerts has nothing to tell",
    alerts: [],
    reason: "nothing_to_tell",
    until: Infinity,
  },
];

it.each(rows)("$sentence", ({ alerts, changes, reason, until }) => {
  const verdict = runStages(
    {
      receiver: "r",
      alerts,
      version: 7,
      lastConcludedAt: undefined,
      gaveUp: undefined,
      isUrgent: false,
      now: 400,
      wallNow: 5_000,
      ...changes,
    },
    settings,
  );
  if (verdict.kind === "stop") expect(verdict).toEqual({ kind: "stop", reason, until });
  else expect([verdict.subject.tell?.reason, undefined]).toEqual([reason, until]);
});
