import { type AlertRule, DEFAULT_KEEP_FIRING_FOR_MS, meetsCondition } from "./rule.ts";

/** What a signal said; `missing` = there was nothing to measure, such as the latency of no calls. */
export type AlertSample = { readonly kind: "value"; readonly value: number } | { readonly kind: "missing" };

/** A sample and when it was taken (epoch milliseconds). */
export interface AlertObservation {
  readonly sample: AlertSample;
  readonly now: number;
}

/**
 * Where one alert stands. Times are epoch milliseconds. Waiting is counted in `...ForMs`, as the sum of the clock's
 * forward steps between observations: a clock that steps back can then delay a change, never skip a wait.
 */
export type AlertState =
  | { readonly phase: "inactive" }
  | {
      readonly phase: "pending";
      readonly startsAt: number;
      readonly observedAt: number;
      readonly heldForMs: number;
    }
  | {
      readonly phase: "firing";
      readonly startsAt: number;
      readonly observedAt: number;
      /** The last bad value. */
      readonly value: number;
      /** How long the condition has not held; absent while it holds. */
      readonly clearForMs?: number;
    }
  | { readonly phase: "resolved"; readonly startsAt: number; readonly endsAt: number };

/** What the owner of the alert has to do. `value` is the last bad value; times are epoch milliseconds. */
export type AlertEffect =
  | { readonly kind: "fire"; readonly startsAt: number; readonly value: number }
  | { readonly kind: "update"; readonly startsAt: number; readonly value: number }
  | { readonly kind: "resolve"; readonly startsAt: number; readonly endsAt: number; readonly value: number };

/** Why an alert moved, or did not. */
export type AlertReason =
  | "condition_false"
  | "no_data"
  | "waiting_for_duration"
  | "pending_condition_cleared"
  | "pending_data_missing"
  | "held_for_duration"
  | "still_firing"
  | "keep_firing_condition_cleared"
  | "keep_firing_data_missing"
  | "condition_cleared"
  | "data_missing";

/** The state after an observation, what to do about it, and why. */
export interface AlertTransition {
  readonly next: AlertState;
  readonly effects: readonly AlertEffect[];
  readonly reason: AlertReason;
}

/** Where every alert starts. */
export const INACTIVE_ALERT: AlertState = { phase: "inactive" };

/** A sample seen through the rule's condition. */
type Verdict =
  | { readonly kind: "bad"; readonly value: number }
  | { readonly kind: "good" }
  | { readonly kind: "missing" };

/**
 * The next state of an alert: inactive -> pending -> firing -> resolved. A pending alert needs bad samples throughout
 * (no data ends the wait: nothing shows that the condition held). A firing one resolves after `keepFiringForMs`
 * without a bad sample, whether the signal recovered or fell silent; the reason says which. A value that is not a
 * number counts as missing.
 */
export function advanceAlert(
  state: AlertState,
  observation: AlertObservation,
  rule: AlertRule,
): AlertTransition {
  const verdict = judge(observation.sample, rule);
  switch (state.phase) {
    case "inactive":
    case "resolved":
      return advanceQuiet(verdict, observation.now, rule);
    case "pending":
      return advancePending(state, { verdict, now: observation.now }, rule);
    case "firing":
      return advanceFiring(state, { verdict, now: observation.now }, rule);
  }
}

function judge(sample: AlertSample, rule: AlertRule): Verdict {
  if (sample.kind === "missing" || Number.isNaN(sample.value)) return { kind: "missing" };
  return meetsCondition(rule.condition, sample.value)
    ? { kind: "bad", value: sample.value }
    : { kind: "good" };
}

interface Judged {
  readonly verdict: Verdict;
  readonly now: number;
}

function advanceQuiet(verdict: Verdict, now: number, rule: AlertRule): AlertTransition {
  if (verdict.kind === "missing") return { next: INACTIVE_ALERT, effects: [], reason: "no_data" };
  if (verdict.kind === "good") return { next: INACTIVE_ALERT, effects: [], reason: "condition_false" };
  return holdOrFire({ startsAt: now, observedAt: now, heldForMs: 0 }, verdict.value, rule);
}

function advancePending(
  state: Extract<AlertState, { phase: "pending" }>,
  { verdict, now }: Judged,
  rule: AlertRule,
): AlertTransition {
  if (verdict.kind === "missing")
    return { next: INACTIVE_ALERT, effects: [], reason: "pending_data_missing" };
  if (verdict.kind === "good")
    return { next: INACTIVE_ALERT, effects: [], reason: "pending_condition_cleared" };
  const heldForMs = state.heldForMs + forwardMs(state.observedAt, now);
  return holdOrFire({ startsAt: state.startsAt, observedAt: now, heldForMs }, verdict.value, rule);
}

function holdOrFire(
  held: { readonly startsAt: number; readonly observedAt: number; readonly heldForMs: number },
  value: number,
  rule: AlertRule,
): AlertTransition {
  const { startsAt, observedAt, heldForMs } = held;
  if (heldForMs < rule.forMs)
    return { next: { phase: "pending", ...held }, effects: [], reason: "waiting_for_duration" };
  return {
    next: { phase: "firing", startsAt, observedAt, value },
    effects: [{ kind: "fire", startsAt, value }],
    reason: "held_for_duration",
  };
}

function advanceFiring(
  state: Extract<AlertState, { phase: "firing" }>,
  { verdict, now }: Judged,
  rule: AlertRule,
): AlertTransition {
  const { startsAt } = state;
  if (verdict.kind === "bad") {
    const { value } = verdict;
    return {
      next: { phase: "firing", startsAt, observedAt: now, value },
      effects: value === state.value ? [] : [{ kind: "update", startsAt, value }],
      reason: "still_firing",
    };
  }
  const isMissing = verdict.kind === "missing";
  // The wait starts with the first sample that is not bad, not with the last bad one before it.
  const clearForMs = state.clearForMs === undefined ? 0 : state.clearForMs + forwardMs(state.observedAt, now);
  if (clearForMs < (rule.keepFiringForMs ?? DEFAULT_KEEP_FIRING_FOR_MS)) {
    return {
      next: { ...state, observedAt: now, clearForMs },
      effects: [],
      reason: isMissing ? "keep_firing_data_missing" : "keep_firing_condition_cleared",
    };
  }
  const endsAt = Math.max(now, startsAt);
  return {
    next: { phase: "resolved", startsAt, endsAt },
    effects: [{ kind: "resolve", startsAt, endsAt, value: state.value }],
    reason: isMissing ? "data_missing" : "condition_cleared",
  };
}

function forwardMs(from: number, to: number): number {
  return Math.max(0, to - from);
}
