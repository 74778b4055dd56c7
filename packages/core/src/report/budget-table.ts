import { formatUsd } from "../money/nanos.ts";
import { plainText } from "./display-text.ts";
import { formatCount, formatRoughUsd, formatTime, formatUsed, formatWindowEnd } from "./format-values.ts";
import type { BudgetReport, Report } from "./report.ts";
import type { ReportCell, ReportColumn, ReportTable, Tone } from "./report-table.ts";

const BAR_CELLS = 10;
const NEARLY_USED_UP = 0.8;

/** The budgets, each with a bar, its amounts and its forecast; undefined when there are none. */
export function budgetTable(report: Report): ReportTable | undefined {
  const { budgets, omittedBudgets } = report;
  if (budgets.length === 0) return undefined;
  const hasHeld = budgets.some((budget) => budget.heldNanos > 0);
  const hasDenied = budgets.some((budget) => budget.deniedCalls > 0);
  const columns: ReportColumn[] = [
    { header: "Budgets", align: "left", shrinksTo: 16 },
    { header: "window", align: "left", shrinksTo: 10, dropOrder: 4 },
    { header: "used", align: "left", dropOrder: 2 },
    { header: "", align: "right" },
    { header: "spent", align: "right" },
    { header: "limit", align: "right" },
    ...(hasHeld ? [{ header: "held", align: "right", dropOrder: 3 } as const] : []),
    ...(hasDenied ? [{ header: "denied", align: "right", dropOrder: 1 } as const] : []),
    { header: "forecast", align: "left", shrinksTo: 24 },
  ];
  const rows = budgets.map((budget) => [
    ...leadingCells(budget, report.timeZone),
    ...(hasHeld ? [{ text: amountText(budget.heldNanos) }] : []),
    ...(hasDenied ? [deniedCell(budget.deniedCalls)] : []),
    forecastCell(budget, report),
  ]);
  return {
    columns,
    rows,
    ...(omittedBudgets > 0 ? { note: `${formatCount(omittedBudgets)} more budgets` } : {}),
  };
}

function leadingCells(budget: BudgetReport, timeZone: string): ReportCell[] {
  const tone = fillTone(budget);
  return [
    { text: nameText(budget) },
    { text: windowText(budget.window, timeZone), tone: "quiet" },
    { text: barText(budget.usedRatio), tone },
    { text: formatUsed(budget.usedRatio), tone },
    { text: formatUsd(budget.spentNanos) },
    { text: formatUsd(budget.limitNanos) },
  ];
}

function nameText({ budget, key }: BudgetReport): string {
  const values = Object.values(key).map(plainText);
  return [plainText(budget), ...values].join(" · ");
}

/** The window in words; its zone is left out where it is the report's, which the title names. */
function windowText(window: string, timeZone: string): string {
  return plainText(window.replace(` (${timeZone})`, ""));
}

function fillTone({ usedRatio }: BudgetReport): Tone {
  if (usedRatio >= 1) return "bad";
  return usedRatio >= NEARLY_USED_UP ? "warning" : "good";
}

/** A bar that shows something as soon as anything is used and is full only when all is. */
function barText(usedRatio: number): string {
  const ratio = Math.min(1, Math.max(0, usedRatio));
  const filled = ratio > 0 ? Math.max(1, Math.floor(ratio * BAR_CELLS)) : 0;
  return "█".repeat(filled) + "░".repeat(BAR_CELLS - filled);
}

function amountText(nanos: number): string {
  return nanos === 0 ? "–" : formatUsd(nanos);
}

function deniedCell(deniedCalls: number): ReportCell {
  return deniedCalls === 0 ? { text: "–" } : { text: formatCount(deniedCalls), tone: "bad" };
}

function forecastCell(budget: BudgetReport, report: Report): ReportCell {
  const { forecast } = budget;
  const shown = { near: report.generatedAt, timeZone: report.timeZone };
  const until = budget.isRolling ? "" : formatWindowEnd({ at: budget.windowEnd, ...shown });
  switch (forecast.outcome) {
    case "exhausted":
      return exhaustedCell(budget, until);
    case "runs_out":
      return { text: `runs out ${formatTime({ at: forecast.at, ...shown })}`, tone: "warning" };
    case "lasts": {
      const amount = formatRoughUsd(forecast.projectedNanos);
      return {
        text: budget.isRolling ? `lasts, near ${amount}` : `about ${amount} by ${until}`,
        tone: "good",
      };
    }
    case "unknown":
      return { text: "too early to tell", tone: "quiet" };
  }
}

function exhaustedCell({ onExceed, isRolling }: BudgetReport, until: string): ReportCell {
  if (onExceed === "warn") return { text: "over, warns only", tone: "bad" };
  return { text: isRolling ? "used up" : `used up until ${until}`, tone: "bad" };
}
