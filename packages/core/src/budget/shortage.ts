import type { BudgetDenial } from "../record/span-record.ts";
import type { BudgetAccount } from "./budget-account.ts";
import type { BudgetDefinition } from "./budget-definition.ts";
import type { CallBound, ReserveRequest } from "./ledger.ts";

/** A budget that cannot take a call. */
export interface Shortage {
  readonly account: BudgetAccount;
  readonly requestedNanos: number;
  readonly reason: BudgetDenial["reason"];
}

/** Provisional bounds are granted while a budget stays below this share of its limit: above, bounds must be tight. */
const PROVISIONAL_SHARE = 0.9;

/** What a budget must set aside for a call. */
export function requestedOf(budget: BudgetDefinition, bound: CallBound): number {
  if (bound.kind === "bounded") return bound.nanos;
  return budget.unpriced.kind === "charge" ? budget.unpriced.nanos : 0;
}

/** Why a budget refuses a call, or nothing when it has room. Budgets that only warn always have room. */
export function isShort(account: BudgetAccount, request: ReserveRequest): Shortage | undefined {
  const { definition, tally } = account;
  if (definition.onExceed === "warn") return undefined;
  const requestedNanos = requestedOf(definition, request.bound);
  if (request.bound.kind === "unpriced" && definition.unpriced.kind === "block") {
    return { account, requestedNanos, reason: "unpriced" };
  }
  const { spent, held } = tally.stateAt(request.startedAt);
  const ceiling = request.isProvisional ? definition.limitNanos * PROVISIONAL_SHARE : definition.limitNanos;
  return spent + held + requestedNanos > ceiling ? { account, requestedNanos, reason: "limit" } : undefined;
}

/** What a budget could still hold, in nanos, never negative; undefined for one that only warns: it has no end. */
export function roomOf({ definition, tally }: BudgetAccount, startedAt: number): number | undefined {
  if (definition.onExceed === "warn") return undefined;
  const { spent, held } = tally.stateAt(startedAt);
  return Math.max(0, definition.limitNanos - spent - held);
}

/** The numbers behind a refusal, as they stand now. */
export function denialOf({ account, requestedNanos, reason }: Shortage, at: number): BudgetDenial {
  const { definition, key, tally } = account;
  const { spent, held } = tally.stateAt(at);
  const missing = spent + held + requestedNanos - definition.limitNanos;
  return {
    budget: definition.name,
    key,
    limitNanos: definition.limitNanos,
    spentNanos: spent,
    heldNanos: held,
    requestedNanos,
    resetsAt: new Date(tally.freeAt(at, missing)).toISOString(),
    reason,
  };
}
