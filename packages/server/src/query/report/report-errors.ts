import { ERROR_CLASSES } from "@breakwater/core/record/record-names";
import type { ErrorSnapshot } from "@breakwater/core/signals/error-tracker";
import { z } from "zod";
import { FAILED_SPANS } from "../../storage/schema/failed-spans.ts";
import type { QueryContext } from "../query-context.ts";
import { type SpanFilter, spanCondition } from "../span-filter.ts";

const groupSchema = z.object({
  fingerprint: z.string(),
  class: z.enum(ERROR_CLASSES).catch("unknown"),
  type: z.string(),
  message: z.string(),
  count: z.number(),
  users: z.number(),
  models: z.array(z.string()),
  firstSeen: z.number(),
  lastSeen: z.number(),
  costNanos: z.number(),
});

const classesSchema = z.array(
  z.object({ class: z.enum(ERROR_CLASSES).catch("unknown"), count: z.number(), groups: z.number() }),
);

/** Models named of one group. */
const MAX_MODELS = 20;

/** What failed by itself: calls, tools and retrievers, and calls that a budget refused. Chains only pass it on. */
const IS_FAILURE = `((s.status = 'error' AND s.kind IN ('llm', 'embedding', 'tool', 'retriever'))
  OR (s.status = 'blocked' AND s.kind IN ('llm', 'embedding')))`;

/** The failures of a range, in groups, most errors first. */
export async function queryReportErrors(
  filter: SpanFilter,
  maxGroups: number,
  context: QueryContext,
): Promise<Omit<ErrorSnapshot, "retriedCalls" | "recoveredCalls">> {
  const [classes, groups] = await Promise.all([
    byClass(filter, context),
    topGroups(filter, maxGroups, context),
  ]);
  const total = classes.reduce((sum, { count }) => sum + count, 0);
  const allGroups = classes.reduce((sum, row) => sum + row.groups, 0);
  const shown = groups.reduce((sum, { count }) => sum + count, 0);
  const counts: Record<string, number> = {};
  for (const row of classes) counts[row.class] = (counts[row.class] ?? 0) + row.count;
  return {
    ...filter.range,
    total,
    byClass: counts,
    groups: groups.map((group) => ({ ...group, hasMoreUsers: false })),
    evictedGroups: Math.max(0, allGroups - groups.length),
    evictedErrors: total - shown,
  };
}

async function byClass(filter: SpanFilter, { engine, limits }: QueryContext) {
  const { sql, parameters } = spanCondition(filter);
  const rows = await engine.query(
    `SELECT s.error_class AS class, toFloat64(count()) AS count, toFloat64(uniqExact(s.error_fingerprint)) AS groups
     FROM ${FAILED_SPANS} AS s FINAL WHERE ${sql} AND ${IS_FAILURE} GROUP BY class`,
    parameters,
    limits,
  );
  return classesSchema.parse(rows);
}

async function topGroups(filter: SpanFilter, maxGroups: number, { engine, limits }: QueryContext) {
  const { sql, parameters } = spanCondition(filter);
  const rows = await engine.query(
    `SELECT s.error_fingerprint AS fingerprint, any(s.error_class) AS class, any(s.error_type) AS type,
       argMax(s.error_message, s.start_time) AS message, toFloat64(count()) AS count,
       toFloat64(uniqExactIf(s.user_id, s.user_id != '')) AS users,
       arraySort(groupUniqArrayIf(${MAX_MODELS})(toString(s.model), s.model != '')) AS models,
       toUnixTimestamp64Micro(min(s.start_time)) / 1000 AS firstSeen,
       toUnixTimestamp64Micro(max(s.start_time)) / 1000 AS lastSeen,
       toFloat64(sum(s.cost_nanos)) AS costNanos
     FROM ${FAILED_SPANS} AS s FINAL WHERE ${sql} AND ${IS_FAILURE}
     GROUP BY fingerprint ORDER BY count DESC, fingerprint LIMIT {maxGroups:UInt32}`,
    { ...parameters, maxGroups },
    limits,
  );
  return z.array(groupSchema).parse(rows);
}
