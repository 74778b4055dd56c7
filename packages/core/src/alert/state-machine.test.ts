import { expect, it } from "vitest";
import type { AlertRule } from "./rule.ts";
import { type AlertSample, type AlertState, type AlertTransition, advanceAlert } from "./state-machine.ts";

const rule: AlertRule = {
  name: "errors",
  signal: "errorCount",
  windowMs: 60_000,
  condition: { op: ">", value: 10 },
  groupBy: [],
  forMs: 100,
  keepFiringForMs: 50,
  severity: "warning",
};
const atOnce: AlertRule = { ...rule, forMs: 0, keepFiringForMs: 0 };

const bad: AlertSample = { kind: "value", value: 11 };
const good: AlertSample = { kind: "value", value: 10 };
const missing: AlertSample = { kind: "missing" };
const notANumber: AlertSample = { kind: "value", value: Number.NaN };

const inactive: AlertState = { phase: "inactive" };
const pending: AlertState = { phase: "pending", startsAt: 1000, observedAt: 1060, heldForMs: 60 };
const firing: AlertState = { phase: "firing", startsAt: 1000, observedAt: 1100, value: 11 };
const clearing: AlertState = { ...firing, observedAt: 1120, clearForMs: 20 };
const resolved: AlertState = { phase: "resolved", startsAt: 500, endsAt: 900 };

interface Row {
  readonly sentence: string;
  readonly state: AlertState;
  readonly sample: AlertSample;
  readonly now: number;
  readonly rule?: AlertRule;
  readonly expected: AlertTransition;
}

const rows: readonly Row[] = [
  {
    sentence: "a good sample leaves a quiet alert quiet",
    state: inactive,
    sample: good,
    now: 1000,
    expected: { next: inactive, effects: [], reason: "condition_false" },
  },
  {
    sentence: "no data leaves a quiet alert quiet, and says that it is for want of data",
    state: inactive,
    sample: missing,
    now: 1000,
    expected: { next: inactive, effects: [], reason: "no_data" },
  },
  {
    sentence: "a value that is not a number is no data",
    state: inactive,
    sample: notANumber,
    now: 1000,
    expected: { next: inactive, effects: [], reason: "no_data" },
  },
  {
    sentence: "the first bad sample starts the wait",
    state: inactive,
    sample: bad,
    now: 1000,
    expected: {
      next: { phase: "pending", startsAt: 1000, observedAt: 1000, heldForMs: 0 },
      effects: [],
      reason: "waiting_for_duration",
    },
  },
  {
    sentence: "the first bad sample fires at once when the rule has no wait",
    state: inactive,
    sample: bad,
    now: 1000,
    rule: atOnce,
    expected: {
      next: { phase: "firing", startsAt: 1000, observedAt: 1000, value: 11 },
      effects: [{ kind: "fire", startsAt: 1000, value: 11 }],
      reason: "held_for_duration",
    },
  },
  {
    sentence: "a bad sample before the wait is over goes on waiting",
    state: pending,
    sample: bad,
    now: 1099,
    expected: {
      next: { phase: "pending", startsAt: 1000, observedAt: 1099, heldForMs: 99 },
      effects: [],
      reason: "waiting_for_duration",
    },
  },
  {
    sentence: "a bad sample at the end of the wait fires, and the alert starts where the wait started",
    state: pending,
    sample: bad,
    now: 1100,
    expected: {
      next: { phase: "firing", startsAt: 1000, observedAt: 1100, value: 11 },
      effects: [{ kind: "fire", startsAt: 1000, value: 11 }],
      reason: "held_for_duration",
    },
  },
  {
    sentence: "a clock that steps back while waiting adds nothing to the wait and takes nothing from it",
    state: pending,
    sample: bad,
    now: 10,
    expected: {
      next: { phase: "pending", startsAt: 1000, observedAt: 10, heldForMs: 60 },
      effects: [],
      reason: "waiting_for_duration",
    },
  },
  {
    sentence: "a good sample ends the wait without a word",
    state: pending,
    sample: good,
    now: 1200,
    expected: { next: inactive, effects: [], reason: "pending_condition_cleared" },
  },
  {
    sentence: "no data ends the wait too: nothing shows that the condition held",
    state: pending,
    sample: missing,
    now: 1200,
    expected: { next: inactive, effects: [], reason: "pending_data_missing" },
  },
  {
    sentence: "a firing alert with the same value has nothing new to say",
    state: firing,
    sample: bad,
    now: 1150,
    expected: { next: { ...firing, observedAt: 1150 }, effects: [], reason: "still_firing" },
  },
  {
    sentence: "a firing alert with another bad value says the new value",
    state: firing,
    sample: { kind: "value", value: 12 },
    now: 1150,
    expected: {
      next: { ...firing, observedAt: 1150, value: 12 },
      effects: [{ kind: "update", startsAt: 1000, value: 12 }],
      reason: "still_firing",
    },
  },
  {
    sentence: "the first good sample keeps a firing alert firing for a while",
    state: firing,
    sample: good,
    now: 1150,
    expected: {
      next: { ...firing, observedAt: 1150, clearForMs: 0 },
      effects: [],
      reason: "keep_firing_condition_cleared",
    },
  },
  {
    sentence: "no data keeps a firing alert firing for a while, for its own reason",
    state: firing,
    sample: missing,
    now: 1150,
    expected: {
      next: { ...firing, observedAt: 1150, clearForMs: 0 },
      effects: [],
      reason: "keep_firing_data_missing",
    },
  },
  {
    sentence: "a bad sample in that while starts it anew",
    state: clearing,
    sample: bad,
    now: 1140,
    expected: { next: { ...firing, observedAt: 1140 }, effects: [], reason: "still_firing" },
  },
  {
    sentence: "a good sample just before the end of that while still keeps it firing",
    state: clearing,
    sample: good,
    now: 1149,
    expected: {
      next: { ...firing, observedAt: 1149, clearForMs: 49 },
      effects: [],
      reason: "keep_firing_condition_cleared",
    },
  },
  {
    sentence: "a good sample at the end of that while resolves, with the last bad value",
    state: clearing,
    sample: good,
    now: 1150,
    expected: {
      next: { phase: "resolved", startsAt: 1000, endsAt: 1150 },
      effects: [{ kind: "resolve", startsAt: 1000, endsAt: 1150, value: 11 }],
      reason: "condition_cleared",
    },
  },
  {
    sentence: "no data at the end of that while resolves, and says that it is for want of data",
    state: clearing,
    sample: missing,
    now: 1150,
    expected: {
      next: { phase: "resolved", startsAt: 1000, endsAt: 1150 },
      effects: [{ kind: "resolve", startsAt: 1000, endsAt: 1150, value: 11 }],
      reason: "data_missing",
    },
  },
  {
    sentence: "an alert never ends before it started, whatever the clock says",
    state: firing,
    sample: good,
    now: 1,
    rule: atOnce,
    expected: {
      next: { phase: "resolved", startsAt: 1000, endsAt: 1000 },
      effects: [{ kind: "resolve", startsAt: 1000, endsAt: 1000, value: 11 }],
      reason: "condition_cleared",
    },
  },
  {
    sentence: "the default keeps an alert firing for a minute",
    state: { ...firing, observedAt: 1000, clearForMs: 0 },
    sample: good,
    now: 60_999,
    rule: {
      name: "errors",
      signal: "errorCount",
      windowMs: 60_000,
      condition: { op: ">", value: 10 },
      groupBy: [],
      forMs: 0,
      severity: "info",
    },
    expected: {
      next: { ...firing, observedAt: 60_999, clearForMs: 59_999 },
      effects: [],
      reason: "keep_firing_condition_cleared",
    },
  },
  {
    sentence: "a good sample makes a resolved alert quiet",
    state: resolved,
    sample: good,
    now: 1000,
    expected: { next: inactive, effects: [], reason: "condition_false" },
  },
  {
    sentence: "a bad sample after the end starts a new wait, not the old one",
    state: resolved,
    sample: bad,
    now: 1000,
    expected: {
      next: { phase: "pending", startsAt: 1000, observedAt: 1000, heldForMs: 0 },
      effects: [],
      reason: "waiting_for_duration",
    },
  },
];

it.each(rows)("$sentence", ({ state, sample, now, rule: rowRule = rule, expected }) => {
  expect(advanceAlert(state, { sample, now }, rowRule)).toEqual(expected);
});
