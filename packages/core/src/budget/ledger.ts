import type { BudgetDenial } from "../record/span-record.ts";
import type { CallFacts } from "./budget-definition.ts";

/** A value, or the promise of it: local ledgers answer at once, shared ones after a round trip. */
export type MaybePromise<T> = T | Promise<T>;

/** The upper bound of what a call can cost; `unpriced` when its model has no known price. */
export type CallBound = { readonly kind: "bounded"; readonly nanos: number } | { readonly kind: "unpriced" };

/** A wish to spend. */
export interface ReserveRequest {
  /** Unique per call; the call's span id. */
  readonly holdId: string;
  readonly facts: CallFacts;
  /** When the call started, epoch milliseconds; its charge belongs to the window that holds this moment. */
  readonly startedAt: number;
  readonly bound: CallBound;
  /**
   * True for a first try with a loose bound that can still be tightened: it is granted only while the budgets stay
   * below nine tenths of their limits, and a refusal is not counted as a denied call.
   */
  readonly isProvisional?: boolean;
}

/** Real spend of a budget has crossed one of its `alertAt` shares, or its first call of the window was denied. */
export interface BudgetNotice {
  readonly kind: "threshold" | "exhausted";
  readonly budget: string;
  readonly key: Readonly<Record<string, string>>;
  /** The share crossed: 0.5 = half of the limit. */
  readonly threshold: number;
  readonly limitNanos: number;
  readonly spentNanos: number;
  readonly heldNanos: number;
  /** Epoch milliseconds. */
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly onExceed: "block" | "warn";
}

export type ReserveOutcome =
  | { readonly outcome: "held"; readonly heldNanos: number; readonly budgets: number }
  | { readonly outcome: "denied"; readonly denial: BudgetDenial; readonly notices: readonly BudgetNotice[] };

/** How a held call ended: a known or estimated amount, nothing to pay, or a model without a price. */
export type Settlement = { readonly kind: "charge"; readonly nanos: number } | { readonly kind: "unpriced" };

/** A call whose hold was settled: what budgets found it by. */
export interface EndedCall {
  readonly facts: CallFacts;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/**
 * The ledger as the call path sees it: reserve before the request leaves, settle when it ended. Every reserve is
 * all or nothing over the budgets that cover the call. Release is a settlement of 0.
 */
export interface Ledger {
  reserve(request: ReserveRequest): MaybePromise<ReserveOutcome>;
  /**
   * The nanos that every blocking budget which covers a call could still hold, never negative; undefined when none
   * covers it. A ledger that answers at once grants exactly so much to a reserve that follows in the same turn.
   */
  room(facts: CallFacts, startedAt: number): MaybePromise<number | undefined>;
  /** Ends a hold; a hold that is unknown or already settled is ignored. */
  settle(holdId: string, settlement: Settlement): MaybePromise<readonly BudgetNotice[]>;
  /** Replaces an earlier estimated charge by the real one when a call given up for lost ends after all. */
  correct(call: EndedCall, from: Settlement, to: Settlement): MaybePromise<void>;
}
