/** What some calls cost, as far as it is known. */
export interface Spend {
  readonly costNanos: number | null | undefined;
  readonly pricedCalls: number | null | undefined;
  readonly unpricedCalls: number | null | undefined;
}

/** What can be said of a cost: an amount, how many calls without a known price come on top, or neither. */
export interface KnownSpend {
  /** Absent where no call has a known price. */
  readonly costNanos?: number;
  readonly unpricedCalls: number;
}

/** Tells what is known of a cost: calls without a known price are never told as calls for nothing. */
export function knownSpend({ costNanos, pricedCalls, unpricedCalls }: Partial<Spend>): KnownSpend {
  const isKnown = (pricedCalls ?? 0) > 0 || (costNanos ?? 0) > 0;
  return { ...(isKnown && { costNanos: costNanos ?? 0 }), unpricedCalls: unpricedCalls ?? 0 };
}
