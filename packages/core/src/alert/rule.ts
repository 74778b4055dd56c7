/**
 * What a rule looks at, measured over the rule's window:
 * - `errorCount`, `calls`, `unpricedCalls`, `slowCalls`, `deniedCalls`, `abandonedCalls`, `droppedRecords`: numbers of them
 * - `errorRate`: failed calls over finished calls, 0 to 1
 * - `latencyP50`, `latencyP95`, `latencyP99`, `timeToFirstTokenP95`: milliseconds
 * - `tokensPerSecond`: output tokens per second of generation
 * - `cost`: nano-dollars spent
 * - `budgetUsed`: spent and held over the limit, 0 to 1 and beyond; the budget's own window, not the rule's
 * - `newErrorFingerprint`: errors whose fingerprint was never seen before
 */
export type AlertSignal =
  | "errorCount"
  | "errorRate"
  | "latencyP50"
  | "latencyP95"
  | "latencyP99"
  | "timeToFirstTokenP95"
  | "tokensPerSecond"
  | "cost"
  | "calls"
  | "unpricedCalls"
  | "slowCalls"
  | "deniedCalls"
  | "abandonedCalls"
  | "budgetUsed"
  | "droppedRecords"
  | "newErrorFingerprint";

/** How loud a rule is, quietest first. */
export type AlertSeverity = "info" | "warning" | "critical";

/** When a signal's value is bad; `value` has the signal's unit. */
export interface AlertCondition {
  readonly op: ">" | ">=" | "<" | "<=";
  readonly value: number;
}

/** When to alert, on what, and how loudly. */
export interface AlertRule {
  /** Unique; becomes the label `alertname`. */
  readonly name: string;
  readonly signal: AlertSignal;
  readonly windowMs: number;
  readonly condition: AlertCondition;
  /** Dimensions such as `model` or `userId`: one alert of its own for each combination of their values. */
  readonly groupBy: readonly string[];
  /** How long the condition must hold before the alert fires; 0 fires on the first bad sample. */
  readonly forMs: number;
  /** How long the condition must stay false (or unknown) before the alert resolves; default `DEFAULT_KEEP_FIRING_FOR_MS`. */
  readonly keepFiringForMs?: number;
  /**
   * Fewest calls in the window for a rate, a latency or a speed to mean anything: with fewer there is nothing to
   * measure. Signals that count ignore it. Default 1.
   */
  readonly minCalls?: number;
  readonly severity: AlertSeverity;
  /** Texts for the reader, such as `summary` and `runbook_url`. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Long enough that a signal swinging around its threshold is one alert, short enough that "resolved" is still news. */
export const DEFAULT_KEEP_FIRING_FOR_MS = 60_000;

/** True when the value is bad in the sense of the condition. */
export function meetsCondition(condition: AlertCondition, value: number): boolean {
  switch (condition.op) {
    case ">":
      return value > condition.value;
    case ">=":
      return value >= condition.value;
    case "<":
      return value < condition.value;
    case "<=":
      return value <= condition.value;
  }
}
