import type { AlertRule } from "@breakwater/core/alert/rule";
import {
  type AlertEffect,
  type AlertSample,
  type AlertState,
  advanceAlert,
  INACTIVE_ALERT,
} from "@breakwater/core/alert/state-machine";
import type { Alert } from "@breakwater/notify/alert";

/** What an alert says of itself; times are epoch milliseconds. */
export interface TrackTelling {
  readonly value: number;
  readonly startsAt: number;
  readonly endsAt?: number;
}

/** How a track's news become an alert. */
export interface TrackTexts {
  /** Events behind the alert; absent where there is nothing to count. */
  readonly count?: number;
  annotations(telling: TrackTelling): Readonly<Record<string, string>>;
}

/** One alert of one rule over time: where it stands and what of it was posted. */
export class AlertTrack {
  readonly #labels: Readonly<Record<string, string>>;
  #state: AlertState = INACTIVE_ALERT;
  /** As last posted, while it fires. */
  #posted: Alert | undefined;

  constructor(labels: Readonly<Record<string, string>>) {
    this.#labels = labels;
  }

  /** Pending or firing. */
  get isActive(): boolean {
    return this.#state.phase === "pending" || this.#state.phase === "firing";
  }

  /** As last posted; undefined when it does not fire. */
  get firing(): Alert | undefined {
    return this.#posted;
  }

  /** Takes in a sample. `now` is epoch milliseconds. */
  advance(sample: AlertSample, now: number, rule: AlertRule): AlertEffect | undefined {
    const { next, effects } = advanceAlert(this.#state, { sample, now }, rule);
    this.#state = next;
    return effects[0];
  }

  /** Whether the alert fires and was posted with another count or value than it has now. */
  isStale(count?: number): boolean {
    const state = this.#state;
    if (state.phase !== "firing" || this.#posted === undefined) return false;
    return this.#posted.count !== count || this.#posted.value !== state.value;
  }

  /** The alert as it is to be posted after this effect; without one, as it stands now. */
  tell(effect: AlertEffect | undefined, texts: TrackTexts): Alert | undefined {
    if (effect?.kind === "resolve") return this.#resolved(effect, texts);
    const state = this.#state;
    if (state.phase !== "firing") return undefined;
    this.#posted = this.#alert({ value: state.value, startsAt: state.startsAt }, texts);
    return this.#posted;
  }

  /** Ends the alert whatever its condition says; returns its end when it fired. */
  end(now: number, texts: TrackTexts): Alert | undefined {
    const state = this.#state;
    this.#state = INACTIVE_ALERT;
    if (state.phase !== "firing") return undefined;
    const { value, startsAt } = state;
    return this.#resolved({ value, startsAt, endsAt: Math.max(now, startsAt) }, texts);
  }

  #resolved({ value, startsAt, endsAt }: Required<TrackTelling>, texts: TrackTexts): Alert {
    this.#posted = undefined;
    return this.#alert({ value, startsAt, endsAt }, texts);
  }

  #alert(telling: TrackTelling, { count, annotations }: TrackTexts): Alert {
    const { value, startsAt, endsAt } = telling;
    return {
      labels: this.#labels,
      annotations: annotations(telling),
      startsAt,
      ...(endsAt !== undefined && { endsAt }),
      ...(count !== undefined && { count }),
      value,
    };
  }
}
