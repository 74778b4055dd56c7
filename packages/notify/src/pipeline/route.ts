import type { Receiver } from "../receiver.ts";
import { type AlertGroup, isFiring, isNews, type Lane, type TrackedAlert } from "./alert-group.ts";
import { runStages, type StageSettings, type StageVerdict } from "./stage.ts";

/** A receiver and what it bears. */
export interface ReceiverSlot {
  receiver: Receiver;
  /** Attempts under way. */
  inFlight: number;
  /** The receiver asked to be left alone until then (on the notifier's clock). */
  notBefore: number;
}

/** One group on its way to one receiver. */
export interface Route {
  readonly group: AlertGroup;
  readonly slot: ReceiverSlot;
  readonly lane: Lane;
}

/** The same moment on the notifier's clock, which never goes back, and on the wall. */
export interface Moment {
  readonly now: number;
  readonly wallNow: number;
}

/** An alert and how it stood when a notification was made of it. */
export interface CoveredAlert {
  readonly tracked: TrackedAlert;
  readonly wasFiring: boolean;
}

/** Whether the route has something to send. `isUrgent` = without waiting for others to join. */
export function judgeRoute(
  route: Route,
  settings: StageSettings,
  moment: Moment & { readonly isUrgent: boolean },
): StageVerdict {
  const { group, slot, lane } = route;
  return runStages(
    {
      ...moment,
      receiver: slot.receiver.name,
      alerts: [...group.alerts.values()],
      version: group.version,
      lastConcludedAt: lane.lastConcludedAt,
      gaveUp: lane.gaveUp,
    },
    settings,
  );
}

/** How the alerts stand now. */
export function coverNow(alerts: Iterable<TrackedAlert>): readonly CoveredAlert[] {
  return [...alerts].map((tracked) => ({ tracked, wasFiring: isFiring(tracked) }));
}

/** An attempt begins: whoever hears of an alert now, or may hear of it, is owed its end too. */
export function markOwed(covered: readonly CoveredAlert[], receiver: string): void {
  for (const { tracked, wasFiring } of covered)
    if (wasFiring && tracked.told.get(receiver) !== "firing") tracked.told.set(receiver, "owed");
}

/** The receiver has heard of the alerts as they were covered. */
export function markTold(covered: readonly CoveredAlert[], receiver: string): void {
  for (const { tracked, wasFiring } of covered) tracked.told.set(receiver, wasFiring ? "firing" : "resolved");
}

/** The receiver will not be told: ends are forgotten (there is no repeat of them), what fires stays owed. */
export function markGivenUp(covered: readonly CoveredAlert[], receiver: string): void {
  for (const { tracked, wasFiring } of covered)
    if (!wasFiring && isNews(tracked, receiver)) tracked.told.set(receiver, "resolved");
}
