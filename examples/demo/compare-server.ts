import { isDeepStrictEqual } from "node:util";
import type { Report } from "breakwater";
import type { ServerAnswers } from "./server-answers.ts";

/** One thing that the process and the server each know in their own way. */
export interface Comparison {
  readonly what: string;
  /** For the reader, as the process knows it. */
  readonly shown: string;
  readonly isSame: boolean;
  /** Where they differ, both in full. */
  readonly difference?: string;
}

/** What the process knows of the run: its report, and how its receiver was told that each alert stands. */
export interface ProcessKnowledge {
  readonly report: Report;
  /** Status by labels, as `alertKey` writes them. */
  readonly alerts: ReadonlyMap<string, string>;
}

/** Holds what the server says of a run to what the process itself counted. Everything has to be the same to the last digit. */
export function compareServer(
  { report, alerts }: ProcessKnowledge,
  server: ServerAnswers,
): readonly Comparison[] {
  const { total } = report.cost;
  const { budgets, errors } = report;
  return [
    compare("sums", sumsText(report), [total, server.report.cost.total]),
    compare("cost", `${total.totalNanos.toLocaleString("en-US")} nano-dollars, by model and user too`, [
      costsOf(report),
      costsOf(server.report),
    ]),
    compare("errors", `${errors.total} of ${errors.groups.length} kinds`, [
      errorsOf(report),
      errorsOf(server.report),
    ]),
    compare("budgets", `${budgets.length}, of which ${fullestText(report)}`, [
      budgetsOf(report),
      budgetsOf(server.report),
    ]),
    compare("alerts", alertsText(alerts), [
      Object.fromEntries(alerts),
      Object.fromEntries(server.alerts.map(({ labels, status }) => [alertKey(labels), status])),
    ]),
  ];
}

/** One text for the labels of an alert, in whatever order they come. */
export function alertKey(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function compare(
  what: string,
  shown: string,
  [ours, theirs]: readonly [ours: unknown, theirs: unknown],
): Comparison {
  if (isDeepStrictEqual(ours, theirs)) return { what, shown, isSame: true };
  const difference = `the process says ${JSON.stringify(ours)}, the server ${JSON.stringify(theirs)}`;
  return { what, shown, isSame: false, difference };
}

function sumsText({ cost: { total } }: Report): string {
  const { calls, failedCalls, blockedCalls, abandonedCalls, inputTokens, outputTokens } = total;
  return (
    `${calls} calls, ${failedCalls} failed, ${abandonedCalls} abandoned, ${blockedCalls} refused; ` +
    `${inputTokens} tokens in, ${outputTokens} out`
  );
}

function costsOf({ cost: { byModel, byUser, byQueryType } }: Report): unknown {
  return [byModel, byUser, byQueryType].map(({ rows }) =>
    Object.fromEntries(rows.map(({ key, totals }) => [key, totals.totalNanos])),
  );
}

function errorsOf({ errors: { total, groups } }: Report): unknown {
  const kinds = groups.map(({ fingerprint, count, users, costNanos }) => [
    fingerprint,
    { count, users, costNanos },
  ]);
  return { total, kinds: Object.fromEntries(kinds) };
}

function budgetsOf({ budgets }: Report): unknown {
  const amounts = budgets.map(({ budget, key, limitNanos, spentNanos, heldNanos, deniedCalls }) => [
    [budget, ...Object.values(key)].join(" · "),
    { limitNanos, spentNanos, heldNanos, deniedCalls },
  ]);
  return Object.fromEntries(amounts);
}

function fullestText({ budgets: [fullest] }: Report): string {
  if (fullest === undefined) return "none took anything";
  const { budget, key, spentUsd, limitUsd, deniedCalls } = fullest;
  return `${[budget, ...Object.values(key)].join(" · ")} is at $${spentUsd} of $${limitUsd}, ${deniedCalls} refused`;
}

function alertsText(alerts: ReadonlyMap<string, string>): string {
  const resolved = [...alerts.values()].filter((status) => status === "resolved").length;
  return `${alerts.size}, ${resolved} resolved`;
}
