import type { SpanError } from "@breakwater/core/record/span-record";
import { modelKey } from "@breakwater/core/signals/record-dimensions";
import type { RecordFacts } from "./record-facts.ts";
import { SeenValues, type SharedRoom } from "./seen-values.ts";
import { WindowSum } from "./window-sum.ts";

const MAX_USERS = 1_000;
const MAX_NAMES = 5;

/** Values seen, and whether there may be more. */
export interface SeenNames {
  readonly names: readonly string[];
  readonly hasMore: boolean;
}

/** What lies behind an alert since it began: the events of the window in which it began, and all since. */
export interface EventsView {
  readonly count: number;
  /** Known cost in nano-dollars. */
  readonly costNanos: number;
  /** Different users hit; at least, when `hasMoreUsers`. */
  readonly users: number;
  readonly hasMoreUsers: boolean;
  readonly models: SeenNames;
  readonly errorClasses: SeenNames;
  readonly latestError: SpanError | undefined;
}

/** The events of one alert: over the window while it is quiet, everything since it began while it is not. */
export class AlertEvents {
  readonly #windowMs: number;
  readonly #counts: WindowSum;
  readonly #costs: WindowSum;
  readonly #users: SeenValues;
  readonly #models = new SeenValues(MAX_NAMES);
  readonly #errorClasses = new SeenValues(MAX_NAMES);
  #latestError: SpanError | undefined;
  #sinceBegin: { count: number; costNanos: number } | undefined;

  constructor(windowMs: number, userRoom: SharedRoom) {
    this.#windowMs = windowMs;
    this.#counts = new WindowSum(windowMs);
    this.#costs = new WindowSum(windowMs);
    this.#users = new SeenValues(MAX_USERS, userRoom);
  }

  /** Counts a record. */
  add({ record, error, costNanos }: RecordFacts, time: number): void {
    this.addCount(1, time);
    if (costNanos > 0) this.#addCost(costNanos, time);
    if (this.#sinceBegin === undefined) this.#forgetBefore(time - this.#windowMs);
    if (record.userId !== undefined) this.#users.add(record.userId, time);
    if (record.requestModel !== undefined || record.responseModel !== undefined)
      this.#models.add(modelKey(record), time);
    if (error === undefined) return;
    this.#errorClasses.add(error.class, time);
    this.#latestError = error;
  }

  /** Counts events of which nothing else is known. */
  addCount(count: number, time: number): void {
    this.#counts.add(count, time);
    if (this.#sinceBegin !== undefined) this.#sinceBegin.count += count;
  }

  /** From now on everything counts until `end`. */
  begin(time: number): void {
    this.#forgetBefore(time - this.#windowMs);
    this.#sinceBegin = { count: this.#counts.at(time), costNanos: this.#costs.at(time) };
  }

  /** Back to the window. */
  end(): void {
    this.#sinceBegin = undefined;
  }

  view(time: number): EventsView {
    const since = this.#sinceBegin;
    return {
      count: since?.count ?? this.#counts.at(time),
      costNanos: since?.costNanos ?? this.#costs.at(time),
      users: this.#users.size,
      hasMoreUsers: this.#users.hasMore,
      models: { names: this.#models.values(), hasMore: this.#models.hasMore },
      errorClasses: { names: this.#errorClasses.values(), hasMore: this.#errorClasses.hasMore },
      latestError: this.#latestError,
    };
  }

  /** Events since the beginning of the alert; 0 while it is quiet. */
  get countSinceBegin(): number {
    return this.#sinceBegin?.count ?? 0;
  }

  /** Gives back the room its user ids took. */
  dispose(): void {
    this.#users.clear();
  }

  #addCost(costNanos: number, time: number): void {
    this.#costs.add(costNanos, time);
    if (this.#sinceBegin !== undefined) this.#sinceBegin.costNanos += costNanos;
  }

  #forgetBefore(time: number): void {
    this.#users.forgetBefore(time);
    this.#models.forgetBefore(time);
    this.#errorClasses.forgetBefore(time);
  }
}
