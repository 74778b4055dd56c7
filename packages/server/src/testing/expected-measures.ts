import { epochMsOf } from "@breakwater/core/record/record-time";
import { isInference, type SpanRecord } from "@breakwater/core/record/span-record";
import { addRecordCost, emptyCostTotals } from "@breakwater/core/signals/cost-totals";
import type { SpanFilter } from "../query/span-filter.ts";
import type { MeasureValues } from "../query/sums/ask-measures.ts";
import type { GroupName } from "../query/sums/grouping.ts";

/** What a call counts under, by some of the groups, found without the engine. */
export const GROUP_KEYS: Readonly<Partial<Record<GroupName, (record: SpanRecord) => readonly string[]>>> = {
  provider: ({ provider }) => [provider ?? ""],
  session: ({ sessionId }) => [sessionId ?? ""],
  service: ({ service }) => [service ?? ""],
  model: ({ requestModel, responseModel }) => [requestModel ?? responseModel ?? ""],
  user: ({ userId }) => [userId ?? ""],
  status: ({ status }) => [status],
  errorClass: ({ error }) => [error?.class ?? ""],
  name: ({ name }) => [name],
  tag: ({ tags = [] }) => (tags.length === 0 ? [""] : tags),
  "metadata.team": ({ metadata }) => [String(metadata?.["team"])],
};

/** What the measures of records should be, by the code that makes the report of the SDK; quantiles are apart. */
export function expectedMeasures(records: readonly SpanRecord[]): MeasureValues {
  const totals = emptyCostTotals();
  for (const record of records) addRecordCost(totals, record, 1);
  const used = records.filter(({ status, cached }) => status !== "blocked" && cached !== true);
  const tokens = (name: "cacheWrite1hTokens" | "inputAudioTokens" | "outputAudioTokens") =>
    used.reduce((sum, { usage }) => sum + (usage?.[name] ?? 0), 0);
  return {
    ...countsOf(records),
    ...speedOf(records),
    calls: totals.calls,
    errors: totals.failedCalls,
    errorRate: totals.calls === 0 ? null : totals.failedCalls / totals.calls,
    blockedCalls: totals.blockedCalls,
    abandonedCalls: totals.abandonedCalls,
    cachedCalls: totals.cachedCalls,
    pricedCalls: totals.pricedCalls,
    unpricedCalls: totals.unpricedCalls,
    estimatedCalls: totals.estimatedCalls,
    costNanos: totals.totalNanos,
    inputCostNanos: totals.inputNanos,
    outputCostNanos: totals.outputNanos,
    abandonedChargeNanos: totals.abandonedChargeNanos,
    costPerCallNanos: totals.pricedCalls === 0 ? null : totals.totalNanos / totals.pricedCalls,
    totalTokens: totals.inputTokens + totals.outputTokens,
    cacheWriteTokens: totals.cacheWriteTokens,
    cacheWrite1hTokens: tokens("cacheWrite1hTokens"),
    inputAudioTokens: tokens("inputAudioTokens"),
    outputAudioTokens: tokens("outputAudioTokens"),
    reasoningTokens: totals.reasoningTokens,
    failedCostNanos: totals.failedNanos,
    inputTokens: totals.inputTokens,
    outputTokens: totals.outputTokens,
    cacheReadTokens: totals.cacheReadTokens,
  };
}

/** Milliseconds that quantiles are taken of, from the shortest up. */
export function timesOf(
  records: readonly SpanRecord[],
): Readonly<Record<"latency" | "firstToken", number[]>> {
  const timed = records.filter(isTimed);
  return {
    latency: timed.map(({ durationMs = 0 }) => durationMs).toSorted((a, b) => a - b),
    firstToken: timed.flatMap(({ timeToFirstTokenMs }) => timeToFirstTokenMs ?? []).toSorted((a, b) => a - b),
  };
}

/** Calls that ended by themselves, by the provider and not by a cache. */
function isTimed({ status, cached, durationMs }: SpanRecord): boolean {
  return (status === "ok" || status === "error") && cached !== true && durationMs !== undefined;
}

/** Longer calls are slow. */
const SLOW_MS = 5_000;

function countsOf(records: readonly SpanRecord[]): MeasureValues {
  const { latency, firstToken } = timesOf(records);
  const retried = records.filter(({ attempt = 1, status }) => attempt > 1 && status !== "blocked");
  return {
    cancelledCalls: records.filter(({ status }) => status === "cancelled").length,
    retriedCalls: retried.length,
    recoveredCalls: retried.filter(({ status }) => status === "ok").length,
    measuredCalls: latency.length,
    streamedCalls: firstToken.length,
    slowCalls: latency.filter((ms) => ms > SLOW_MS).length,
  };
}

/** Tokens written by the time of the calls that wrote them and went well. */
function speedOf(records: readonly SpanRecord[]): MeasureValues {
  const writing = records.filter(
    (record) => isTimed(record) && record.status === "ok" && (record.usage?.outputTokens ?? 0) > 0,
  );
  const tokens = writing.reduce((sum, { usage }) => sum + (usage?.outputTokens ?? 0), 0);
  const us = writing.reduce((sum, { durationMs = 0 }) => sum + Math.round(durationMs * 1000), 0);
  return { tokensPerSecond: us === 0 ? null : (tokens * 1_000_000) / us };
}

/** Whether a filter leaves a record, found without the engine. */
export function isWanted(record: SpanRecord, { range, values = {}, tags }: SpanFilter): boolean {
  const start = epochMsOf(record.startTime);
  const { environment, status, user, kind } = values;
  return (
    record.status !== "running" &&
    start >= range.from &&
    start < range.to &&
    (kind === undefined ? isInference(record.kind) : kind.includes(record.kind)) &&
    (environment?.includes(record.environment ?? "") ?? true) &&
    (status?.includes(record.status) ?? true) &&
    (user?.includes(record.userId ?? "") ?? true) &&
    (tags?.some((tag) => record.tags?.includes(tag)) ?? true)
  );
}
