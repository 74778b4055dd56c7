/** Calendar unit of a budget window. Weeks begin on Monday (ISO 8601). */
export type CalendarUnit = "hour" | "day" | "week" | "month";

/** When a budget starts afresh: at calendar boundaries of a time zone, or continuously over the last `rollingMs`. */
export type BudgetWindow =
  | { readonly every: CalendarUnit; readonly timeZone: string }
  | { readonly rollingMs: number };

/**
 * Which calls a budget covers; every given condition must hold. A condition with several values holds when one of
 * them does. `*` in a value stands for any text.
 */
export interface BudgetMatch {
  readonly environment?: readonly string[];
  readonly queryType?: readonly string[];
  readonly model?: readonly string[];
  readonly provider?: readonly string[];
  readonly tag?: readonly string[];
  readonly userId?: readonly string[];
  readonly metadata?: Readonly<Record<string, readonly string[]>>;
}

/** A dimension by which one budget splits into many: each value gets the whole limit for itself. */
export type PerDimension =
  | "userId"
  | "sessionId"
  | "queryType"
  | "model"
  | "provider"
  | "environment"
  | `metadata.${string}`;

/** A budget, checked and normalised. Money in nano-dollars. */
export interface BudgetDefinition {
  /** Unique among the budgets of a monitor. */
  readonly name: string;
  readonly limitNanos: number;
  readonly window: BudgetWindow;
  readonly match: BudgetMatch;
  readonly per: readonly PerDimension[];
  /** `block` refuses a call that could pass the limit; `warn` lets it through and tells. */
  readonly onExceed: "block" | "warn";
  /** Shares of the limit (0.5 = half) whose crossing by real spend gives a notice, ascending. */
  readonly alertAt: readonly number[];
  /** What a call whose model has no known price does to this budget: refused, or charged a flat amount. */
  readonly unpriced: { readonly kind: "block" } | { readonly kind: "charge"; readonly nanos: number };
}

/** What is known of a call when it starts: all that budgets match and split by. */
export interface CallFacts {
  readonly environment?: string;
  readonly queryType?: string;
  readonly model?: string;
  readonly provider?: string;
  readonly userId?: string;
  readonly sessionId?: string;
  readonly tags?: readonly string[];
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
}

/** The key value of calls that do not say, for example, who the user is: they share one allowance. */
const UNKNOWN_KEY_VALUE = "(none)";

/** Whether a budget covers a call. */
export function matchesCall(match: BudgetMatch, call: CallFacts): boolean {
  if (match.environment && !isListed(match.environment, call.environment)) return false;
  if (match.queryType && !isListed(match.queryType, call.queryType)) return false;
  if (match.model && !isListed(match.model, call.model)) return false;
  if (match.provider && !isListed(match.provider, call.provider)) return false;
  if (match.userId && !isListed(match.userId, call.userId)) return false;
  if (match.tag && !(call.tags ?? []).some((tag) => isListed(match.tag ?? [], tag))) return false;
  return Object.entries(match.metadata ?? {}).every(([name, values]) => {
    const value = call.metadata?.[name];
    return isListed(values, value === undefined ? undefined : String(value));
  });
}

/** The values by which a budget splits, for one call, in the order of `per`. */
export function keyOfCall(per: readonly PerDimension[], call: CallFacts): Record<string, string> {
  const key: Record<string, string> = {};
  for (const dimension of per) key[dimension] = dimensionOf(dimension, call) ?? UNKNOWN_KEY_VALUE;
  return key;
}

/** Equal for budgets whose spend may be carried over: same name, window, match and split; limits may differ. */
export function accountSignature(budget: BudgetDefinition): string {
  return JSON.stringify([budget.name, budget.window, budget.match, budget.per]);
}

/** The window in words, such as `day (UTC)` or `rolling 24h`. */
export function windowLabel(window: BudgetWindow): string {
  if ("every" in window) return `${window.every} (${window.timeZone})`;
  const hours = window.rollingMs / 3_600_000;
  if (hours >= 48 && hours % 24 === 0) return `rolling ${hours / 24}d`;
  return Number.isInteger(hours) ? `rolling ${hours}h` : `rolling ${Math.round(window.rollingMs / 60_000)}m`;
}

function dimensionOf(dimension: PerDimension, call: CallFacts): string | undefined {
  switch (dimension) {
    case "userId":
    case "sessionId":
    case "queryType":
    case "model":
    case "provider":
    case "environment":
      return call[dimension];
    default: {
      const value = call.metadata?.[dimension.slice("metadata.".length)];
      return value === undefined ? undefined : String(value);
    }
  }
}

function isListed(values: readonly string[], value: string | undefined): boolean {
  return value !== undefined && values.some((pattern) => matchesPattern(pattern, value));
}

/** Whether `value` fits `pattern`, in which every `*` stands for any text; linear in both lengths per star. */
export function matchesPattern(pattern: string, value: string): boolean {
  if (!pattern.includes("*")) return pattern === value;
  const parts = pattern.split("*");
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (!value.startsWith(first) || !value.endsWith(last)) return false;
  const end = value.length - last.length;
  let position = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = value.indexOf(part, position);
    if (found < 0 || found + part.length > end) return false;
    position = found + part.length;
  }
  return position <= end;
}
