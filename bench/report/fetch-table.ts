import type { FetchCost } from "../fetch/compare-fetch.ts";
import type { Summary } from "../measure/summary.ts";
import { markdownTable } from "./markdown-table.ts";

/** What the fetch guard costs, as Markdown. */
export function fetchTable(costs: readonly FetchCost[]): string {
  const rows = costs.map(({ scenario, figure, unit, plain, guarded, difference, ratio }) => [
    `${scenario}: ${figure}${unit === "" ? "" : ` (${unit})`}`,
    figureText(plain.median),
    figureText(guarded.median),
    rangeText(difference, figureText),
    `${rangeText(ratio, (value) => value.toFixed(2))} x`,
  ]);
  return markdownTable(["traffic", "plain", "guarded", "added", "ratio"], rows);
}

function rangeText({ median, min, max }: Summary, textOf: (value: number) => string): string {
  return `${textOf(median)} (${textOf(min)} to ${textOf(max)})`;
}

function figureText(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size < 10 ? 3 : size < 100 ? 1 : 0);
}
