import { epochMsOf } from "@breakwater/core/record/record-time";
import { isInference, type SpanRecord } from "@breakwater/core/record/span-record";
import { addRecordCost, emptyCostTotals } from "@breakwater/core/signals/cost-totals";
import type { SpanFilter } from "../query/span-filter.ts";
import type { MeasureValues } from "../query/sums/ask-measures.ts";
import type { GroupName } from "../query/sums/grouping.ts";

/** What a call counts under, by some of the groups, found without the engine. */
export const GROUP_KEYS: Readonly<Partial<Record<GroupName, (record: SpanRecord) => readonly string[]>>> = {
  model: ({ requestModel, responseModel }) => [requestModel ?? responseModel ?? ""],
  user: ({ userId }) => [userId ?? ""],
  status: ({ status }) => [status],
  errorClass: ({ error }) => [error?.class ?? ""],
  name: ({ name }) => [name],
  tag: ({ tags = [] }) => (tags.length === 0 ? [""] : tags),
  "metadata.team": ({ metadata }) => [String(metadata?.["team"])],
};

/** What the measures of records should be, by the code that makes the report of the SDK. */
export function expectedMeasures(records: readonly SpanRecord[]): MeasureValues {
  const totals = emptyCostTotals();
  for (const record of records) addRecordCost(totals, record, 1);
  return {
    calls: totals.calls,
    errors: totals.failedCalls,
    blockedCalls: totals.blockedCalls,
    abandonedCalls: totals.abandonedCalls,
    cachedCalls: totals.cachedCalls,
    pricedCalls: totals.pricedCalls,
    unpricedCalls: totals.unpricedCalls,
    estimatedCalls: totals.estimatedCalls,
    costNanos: totals.totalNanos,
    failedCostNanos: totals.failedNanos,
    inputTokens: totals.inputTokens,
    outputTokens: totals.outputTokens,
    cacheReadTokens: totals.cacheReadTokens,
  };
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
