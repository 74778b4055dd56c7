import { z } from "zod";
import { SPAN_SUMS } from "../../storage/schema/span-sums.ts";
import { HOUR_MS, sqlMicros } from "../../storage/span-row.ts";
import type { QueryContext } from "../query-context.ts";
import { placesSql } from "../span-places.ts";
import type { TimeRange } from "../time-range.ts";

/** How far from the span that was found a trace's other spans are looked for. */
const REACH_MS = 6 * HOUR_MS;

/** A trace in a list, summed up over all of its spans, not only those that a filter leaves. */
export const traceSummarySchema = z.object({
  traceId: z.string(),
  /** Name of its first step: the one without a parent, or else the earliest. */
  rootName: z.string(),
  rootKind: z.string(),
  status: z.string(),
  services: z.array(z.string()).readonly(),
  models: z.array(z.string()).readonly(),
  userId: z.string(),
  sessionId: z.string(),
  startTime: z.string(),
  /** From the first start to the last end, milliseconds. */
  durationMs: z.number(),
  spans: z.number(),
  errors: z.number(),
  costNanos: z.number(),
  /** Calls whose cost is known: what they cost may be nothing. */
  pricedCalls: z.number(),
  unpricedCalls: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
});

/** A trace in a list. */
export type TraceSummary = z.infer<typeof traceSummarySchema>;

const ROOT = "tuple(s.parent_span_id != toFixedString('', 8), s.start_time, s.span_id)";
const IS_CALL = "s.kind IN ('llm', 'embedding')";

/** Summaries of traces that have spans within a range, by id; their spans within six hours of it. */
export async function summariesOf(
  traceIds: readonly string[],
  { project, range }: { readonly project: string; readonly range: TimeRange },
  { engine, limits }: QueryContext,
): Promise<ReadonlyMap<string, TraceSummary>> {
  if (traceIds.length === 0) return new Map();
  const from = "{from:DateTime64(6, 'UTC')}";
  const to = "{to:DateTime64(6, 'UTC')}";
  const rows = await engine.query(
    `SELECT lower(hex(s.trace_id)) AS traceId,
       argMin(s.name, ${ROOT}) AS rootName, argMin(s.kind, ${ROOT}) AS rootKind, argMin(s.status, ${ROOT}) AS status,
       arraySort(groupUniqArrayIf(20)(toString(s.service), s.service != '')) AS services,
       arraySort(groupUniqArrayIf(20)(toString(s.model), s.model != '')) AS models,
       anyIf(s.user_id, s.user_id != '') AS userId, anyIf(s.session_id, s.session_id != '') AS sessionId,
       replace(toString(min(s.start_time)), ' ', 'T') || 'Z' AS startTime,
       (max(toUnixTimestamp64Micro(s.start_time) + greatest(s.duration_us, 0))
         - toUnixTimestamp64Micro(min(s.start_time))) / 1000 AS durationMs,
       toFloat64(count()) AS spans,
       -- A failed attempt below a call that another one made good is no error.
       toFloat64(countIf(s.status = 'error' AND NOT (s.kind = 'other' AND s.attempt > 0))) AS errors,
       toFloat64(sum(${SPAN_SUMS.cost_nanos})) AS costNanos,
       toFloat64(countIf(${SPAN_SUMS.priced_calls})) AS pricedCalls,
       toFloat64(countIf(${SPAN_SUMS.unpriced_calls})) AS unpricedCalls,
       toFloat64(sumIf(${SPAN_SUMS.input_tokens}, ${IS_CALL})) AS inputTokens,
       toFloat64(sumIf(${SPAN_SUMS.output_tokens}, ${IS_CALL})) AS outputTokens
     FROM spans AS s FINAL
     WHERE s.project = {project:String} AND ${placesSql(`toStartOfHour(s.start_time) BETWEEN toStartOfHour(${from}) AND toStartOfHour(${to})
       AND s.trace_id IN (SELECT toFixedString(unhex(arrayJoin({traces:Array(String)})), 16))`)}
     GROUP BY s.trace_id`,
    {
      project,
      traces: traceIds,
      from: sqlMicros(range.from - REACH_MS),
      to: sqlMicros(range.to + REACH_MS),
    },
    limits,
  );
  return new Map(
    z
      .array(traceSummarySchema)
      .parse(rows)
      .map((trace) => [trace.traceId, trace]),
  );
}
