import { formatUsd } from "../money/nanos.ts";
import type { BudgetDenial } from "../record/span-record.ts";

/** The symbol by which LangChain's retry logic marks an error as not worth retrying. */
const LANGCHAIN_RETRYABLE = Symbol.for("langchain.errors.retryable");

/**
 * Thrown when a budget refuses a call, before any request leaves.
 *
 * It extends `TypeError` on purpose: `withRetry` (p-retry) rethrows type errors at once, whereas it would try any
 * other error again. `status` 402 and the LangChain symbol say the same to the other retry layers.
 */
export class BudgetExceededError extends TypeError {
  override readonly name = "BudgetExceededError";
  /** Stable code of this error. */
  readonly code = "BW_BUDGET_EXCEEDED";
  /** HTTP "Payment Required". */
  readonly status = 402;
  readonly isRetryable = false;
  /** Which budget refused, and the numbers behind it. */
  readonly denial: BudgetDenial;

  constructor(denial: BudgetDenial) {
    super(explainDenial(denial));
    this.denial = denial;
    Object.defineProperty(this, LANGCHAIN_RETRYABLE, { value: false });
  }
}

/** One sentence a user can act on: which budget, for whom, its limit, spent, held, asked for, and when it resets. */
export function explainDenial(denial: BudgetDenial): string {
  const who = Object.entries(denial.key)
    .map(([dimension, value]) => `${dimension} ${value}`)
    .join(", ");
  const budget = `Budget "${denial.budget}"${who ? ` of ${who}` : ""}`;
  if (denial.reason === "unpriced") {
    return (
      `${budget} refused this call: the price of its model is unknown, so the limit of ` +
      `${formatUsd(denial.limitNanos)} could not be kept. Give the model a price (pricing.overrides), ` +
      `or let the budget charge a flat amount (unpriced: { chargeUsd }).`
    );
  }
  return (
    `${budget} is exhausted: limit ${formatUsd(denial.limitNanos)}, spent ${formatUsd(denial.spentNanos)}, ` +
    `held by calls in flight ${formatUsd(denial.heldNanos)}, this call could cost up to ` +
    `${formatUsd(denial.requestedNanos)}. It resets at ${denial.resetsAt}.`
  );
}
