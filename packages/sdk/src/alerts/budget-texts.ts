import type { BudgetNotice } from "@breakwater/core/budget/ledger";
import { formatUsd } from "@breakwater/core/money/nanos";
import { timeText, windowText } from "./alert-texts.ts";

/** The amounts of a budget, in nano-dollars. */
export interface BudgetAmounts {
  readonly limitNanos: number;
  readonly spentNanos: number;
  readonly heldNanos: number;
}

/** When the alert on a notice ends: the calendar window's end, or one window's length after the notice. */
export interface NoticeEnd {
  readonly kind: "calendar" | "rolling";
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Which budget: `Budget "team" (userId user_1)`. */
export function budgetName(budget: string, key: Readonly<Record<string, string>>): string {
  const values = Object.entries(key).map(([name, value]) => `${name} ${value}`);
  return `Budget "${budget}"${values.length === 0 ? "" : ` (${values.join(", ")})`}`;
}

/** What is used: `$80.00 of $100.00 spent, $1.20 held by calls in flight`. */
export function amountsText({ limitNanos, spentNanos, heldNanos }: BudgetAmounts): string {
  const held = heldNanos > 0 ? `, ${formatUsd(heldNanos)} held by calls in flight` : "";
  return `${formatUsd(spentNanos)} of ${formatUsd(limitNanos)} spent${held}`;
}

/** A notice in one sentence. */
export function noticeText(notice: BudgetNotice, end: NoticeEnd): string {
  const { budget, key, kind, threshold, onExceed, windowStart, windowEnd } = notice;
  const what =
    kind === "exhausted"
      ? `is exhausted${onExceed === "block" ? " and refuses calls" : ""}`
      : `has passed ${shareText(threshold)} of its limit${onExceed === "warn" && threshold >= 1 ? " and lets calls through" : ""}`;
  const reset =
    end.kind === "calendar"
      ? `resets at ${timeText(end.at)}`
      : `spend leaves its window ${windowText(windowEnd - windowStart)} after it was made`;
  return `${budgetName(budget, key)} ${what}: ${amountsText(notice)}; ${reset}.`;
}

/** A share in percent without rounding away what was configured: `80%`, `99.5%`. */
function shareText(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}
