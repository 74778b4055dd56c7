/** Where one budget (for one value of its `per` key) stands in its current window. All amounts in nano-dollars. */
export interface BudgetStatus {
  /** Name from the configuration. */
  readonly budget: string;
  /** The values of `per`, such as `{ userId: "user_123" }`; empty for a budget over everything. */
  readonly key: Readonly<Record<string, string>>;
  readonly limitNanos: number;
  readonly spentNanos: number;
  /** Reserved by calls in flight. */
  readonly heldNanos: number;
  /** Calls refused by this budget in this window. */
  readonly deniedCalls: number;
  readonly onExceed: "block" | "warn";
  /** Epoch milliseconds. For a rolling window: now minus its length. */
  readonly windowStart: number;
  /** Epoch milliseconds. For a rolling window: now. */
  readonly windowEnd: number;
  /** The window in words, such as `day (Europe/Berlin)` or `rolling 24h`. */
  readonly windowLabel: string;
}
