import { formatUsd } from "../money/nanos.ts";
import { cachedText, costText } from "./cost-tables.ts";
import { plainText } from "./display-text.ts";
import { formatCompact, formatCount } from "./format-values.ts";
import type { Report, UnknownsReport } from "./report.ts";

const MODELS_NAMED = 5;

/** The report in one line: what was spent on what, and what went wrong. */
export function headlineText({ cost: { total }, errors }: Report): string {
  if (total.calls === 0 && total.blockedCalls === 0) return "No calls in this time.";
  const tokens = `${formatCompact(total.inputTokens)} tokens in (${cachedText(total)} cached), ${formatCompact(total.outputTokens)} out`;
  return [
    `${costText(total)} for ${counted(total.calls, "call")}`,
    total.inputTokens + total.outputTokens > 0 ? tokens : "",
    total.cachedCalls > 0 ? `${formatCount(total.cachedCalls)} answered by a cache` : "",
    errors.total > 0 ? counted(errors.total, "error") : "",
    total.failedNanos > 0 ? `${formatUsd(total.failedNanos)} of it on failed calls` : "",
    total.blockedCalls > 0 ? `${formatCount(total.blockedCalls)} blocked by a budget` : "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** What the numbers do not know, a sentence each; empty when they know everything. */
export function unknownNotes({ unknowns }: Report): string[] {
  return [...accountingNotes(unknowns), ...lossNotes(unknowns)];
}

function accountingNotes(unknowns: UnknownsReport): string[] {
  const notes: string[] = [];
  if (unknowns.unpricedCalls > 0) {
    notes.push(
      `${counted(unknowns.unpricedCalls, "call")} without a known price, in none of the sums: ${unpricedModels(unknowns)}`,
    );
  }
  if (unknowns.estimatedCalls > 0) {
    notes.push(
      `${counted(unknowns.estimatedCalls, "call")} with estimated usage: the provider reported none`,
    );
  }
  if (unknowns.abandonedCalls > 0) {
    const charge =
      unknowns.abandonedChargeNanos > 0
        ? `, for which budgets were charged ${formatUsd(unknowns.abandonedChargeNanos)} that no sum contains`
        : "";
    notes.push(`${counted(unknowns.abandonedCalls, "call")} abandoned: no end was ever reported${charge}`);
  }
  if (unknowns.unfinishedCalls > 0) {
    notes.push(`${counted(unknowns.unfinishedCalls, "call")} started and never ended: not in the sums`);
  }
  if (unknowns.inFlightCalls > 0) notes.push(`${counted(unknowns.inFlightCalls, "call")} still in flight`);
  if (unknowns.inexactDimensions.length > 0) {
    notes.push(
      `too many keys to keep apart by ${unknowns.inexactDimensions.join(", ")}: a row may miss a part, the totals do not`,
    );
  }
  return notes;
}

function lossNotes(unknowns: UnknownsReport): string[] {
  const notes: string[] = [];
  const lost = unknowns.dropped.reduce((sum, { count }) => sum + count, 0);
  if (lost > 0) {
    const reasons = unknowns.dropped.map(({ reason, count }) => `${plainText(reason)} ${formatCount(count)}`);
    notes.push(`${counted(lost, "record")} dropped: ${reasons.join(", ")}`);
  }
  if (unknowns.tornLines > 0)
    notes.push(`${counted(unknowns.tornLines, "line")} of the journal could not be read`);
  const { state, reason } = unknowns.journal;
  if (state === "degraded") {
    notes.push(`the journal is not being written${reason === undefined ? "" : `: ${plainText(reason)}`}`);
  }
  notes.push(...serverNotes(unknowns.server));
  if (unknowns.failedNotifications > 0) {
    notes.push(`${counted(unknowns.failedNotifications, "notification")} could not be delivered`);
  }
  return notes;
}

function serverNotes(server: UnknownsReport["server"]): string[] {
  if (server === undefined) return [];
  const notes: string[] = [];
  const { state, reason, pendingBytes, refusedRecords, removedFiles } = server;
  if (state !== "ok") {
    const why = reason === undefined ? "" : `: ${plainText(reason)}`;
    notes.push(
      `the server takes no records, and ${formatCount(pendingBytes)} bytes of the journal wait${why}`,
    );
  }
  if (refusedRecords > 0) {
    notes.push(`${counted(refusedRecords, "record")} that the server does not take lie beside the journal`);
  }
  if (removedFiles > 0) {
    notes.push(`${counted(removedFiles, "file")} of the journal went before the server had all of it`);
  }
  return notes;
}

function unpricedModels({ unpricedByModel }: UnknownsReport): string {
  const named = unpricedByModel
    .slice(0, MODELS_NAMED)
    .map(({ model, calls }) => `${plainText(model)} (${formatCount(calls)})`);
  const more = unpricedByModel.length - named.length;
  return more > 0 ? `${named.join(", ")} and ${counted(more, "more model")}` : named.join(", ");
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
