import type { AlertRule } from "@breakwater/core/alert/rule";
import type { AlertSample } from "@breakwater/core/alert/state-machine";
import { AlertEvents } from "./alert-events.ts";
import type { RecordFacts } from "./record-facts.ts";
import type { RecordSignal } from "./record-signal.ts";
import type { SharedRoom } from "./seen-values.ts";
import { WindowSketch } from "./window-sketch.ts";
import { WindowSum } from "./window-sum.ts";

/** What a group is made of. */
export interface GroupParts {
  readonly signal: RecordSignal;
  readonly windowMs: number;
  readonly userRoom: SharedRoom;
}

/** The windows of a rule for one combination of its dimensions' values. */
export class WatchedGroup {
  readonly #signal: RecordSignal;
  /** How many records are in the window. */
  readonly #records: WindowSum;
  readonly #amounts: WindowSum;
  readonly #bases: WindowSum | undefined;
  readonly #sketch: WindowSketch | undefined;
  readonly events: AlertEvents;

  constructor({ signal, windowMs, userRoom }: GroupParts) {
    this.#signal = signal;
    this.#records = new WindowSum(windowMs);
    this.#amounts = new WindowSum(windowMs);
    this.#bases = signal.kind === "ratio" ? new WindowSum(windowMs) : undefined;
    this.#sketch = signal.kind === "quantile" ? new WindowSketch(windowMs) : undefined;
    this.events = new AlertEvents(windowMs, userRoom);
  }

  /** Measures a record that concerns the signal. */
  add(facts: RecordFacts, rule: AlertRule, time: number): void {
    const amount = this.#signal.amount(facts);
    this.#records.add(1, time);
    if (this.#sketch === undefined) this.#amounts.add(amount, time);
    else this.#sketch.add(amount, time);
    this.#bases?.add(this.#signal.base?.(facts) ?? 0, time);
    if (this.#signal.isEvent(facts, rule)) this.events.add(facts, time);
  }

  /** Counts events that no record tells of. */
  addCount(count: number, time: number): void {
    this.#records.add(count, time);
    this.#amounts.add(count, time);
    this.events.addCount(count, time);
  }

  /** The signal's value over the window. */
  sample(rule: AlertRule, time: number): AlertSample {
    if (this.#signal.kind === "sum") return { kind: "value", value: this.#amounts.at(time) };
    const records = this.#records.at(time);
    if (records === 0 || records < (rule.minCalls ?? 1)) return { kind: "missing" };
    const value = this.#sketch?.quantile(this.#signal.quantile ?? 0.5, time) ?? this.#ratio(time);
    return value === undefined ? { kind: "missing" } : { kind: "value", value };
  }

  /** Nothing is left in the window. */
  isEmpty(time: number): boolean {
    return this.#records.at(time) === 0;
  }

  /**
   * Whether the value may still become bad when no record comes any more, because good calls leave the window before
   * bad ones do. Sums only fall.
   */
  canWorsenInSilence(rule: AlertRule, time: number): boolean {
    if (this.#signal.kind === "sum" || this.#records.at(time) < (rule.minCalls ?? 1)) return false;
    return this.#signal.kind === "quantile" || this.#amounts.at(time) > 0;
  }

  #ratio(time: number): number | undefined {
    const base = this.#bases?.at(time) ?? 0;
    return base === 0 ? undefined : (this.#amounts.at(time) / base) * (this.#signal.scale ?? 1);
  }
}
