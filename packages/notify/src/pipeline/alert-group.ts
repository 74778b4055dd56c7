import type { Alert } from "../alert.ts";

/**
 * What a receiver knows of an alert. `owed` = it should have been told that the alert fires, and may or may not have
 * heard it; it is owed the end of the story too.
 */
export type Told = "owed" | "firing" | "resolved";

/** An alert as the notifier keeps it. */
export interface TrackedAlert {
  readonly fingerprint: string;
  alert: Alert;
  /** When it began to fire or ended; flips within the group's wait keep the time of the first. */
  changedAt: number;
  /** By receiver name; absent = never tried to tell. */
  readonly told: Map<string, Told>;
}

/** One notification on its way, over all its attempts. Times are on the notifier's clock. */
export interface Delivery {
  readonly deadlineAt: number;
  attempts: number;
  nextAttemptAt: number;
  /** The group's version that the last attempt spoke of. */
  attemptedVersion: number | undefined;
  /** Present while an attempt is under way. */
  inFlight: AbortController | undefined;
  /** Why the last attempt did not do. */
  lastReason: string | undefined;
}

/** One group on its way to one receiver. */
export interface Lane {
  /** When a notification was last delivered or given up. */
  lastConcludedAt: number | undefined;
  /** The last failure: nothing is sent until the group changes or the repeat is due. */
  gaveUp: { readonly version: number; readonly at: number } | undefined;
  /** There is nothing to do before `until` unless the group changes. */
  held: { readonly version: number; readonly until: number } | undefined;
  delivery: Delivery | undefined;
  /** Set by a flush: do not wait for others to join. */
  isUrgent: boolean;
}

/** Alerts that share a message. */
export interface AlertGroup {
  readonly key: string;
  readonly labels: Readonly<Record<string, string>>;
  /** By fingerprint. */
  readonly alerts: Map<string, TrackedAlert>;
  /** By receiver name. */
  readonly lanes: Map<string, Lane>;
  /** Goes up whenever an alert begins to fire or ends. */
  version: number;
}

/** True while the alert has no end. */
export function isFiring(tracked: TrackedAlert): boolean {
  return tracked.alert.endsAt === undefined;
}

/** True when the receiver does not yet know how the alert stands. Nobody is told of an end without a beginning. */
export function isNews(tracked: TrackedAlert, receiver: string): boolean {
  const told = tracked.told.get(receiver);
  return isFiring(tracked) ? told !== "firing" : told === "firing" || told === "owed";
}

/** The group's lane to a receiver, made when it is first asked for. */
export function laneOf(group: AlertGroup, receiver: string): Lane {
  const known = group.lanes.get(receiver);
  if (known !== undefined) return known;
  const lane: Lane = {
    lastConcludedAt: undefined,
    gaveUp: undefined,
    held: undefined,
    delivery: undefined,
    isUrgent: false,
  };
  group.lanes.set(receiver, lane);
  return lane;
}
