import { z } from "zod";
import { FAILED_SPANS } from "../../storage/schema/failed-spans.ts";
import { SPAN_SUMS } from "../../storage/schema/span-sums.ts";
import type { QueryContext } from "../query-context.ts";
import { type SpanFilter, spanCondition } from "../span-filter.ts";

/** Points of the small trend of a group. */
const TREND_POINTS = 24;

/** Longest time before a range in which an error counts as known already. */
const MAX_LOOK_BACK_MS = 7 * 86_400_000;

/** What error groups can be ordered by, from the most down. */
export const ERROR_ORDERS = ["count", "users", "cost", "lastSeen"] as const;

export type ErrorOrder = (typeof ERROR_ORDERS)[number];

/** Errors that differ only in ids, numbers, addresses and the like. */
export const errorGroupSchema = z.object({
  fingerprint: z.string(),
  errorClass: z.string(),
  errorType: z.string(),
  /** Of the newest of them. */
  message: z.string(),
  count: z.number(),
  users: z.number(),
  costNanos: z.number(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  models: z.array(z.string()).readonly(),
  services: z.array(z.string()).readonly(),
  /** Errors in each of 24 equal parts of the range, oldest first. */
  trend: z.array(z.number()).readonly(),
  /** The newest three. */
  sampleTraces: z.array(z.string()).readonly(),
});

/** An error group, and whether it was unknown before the range. */
export type ErrorGroup = z.infer<typeof errorGroupSchema> & { readonly isNew: boolean };

/** The error groups of a range. */
export interface ErrorGroups {
  readonly groups: readonly ErrorGroup[];
  /** Groups there are, shown or not. */
  readonly total: number;
}

const rowSchema = errorGroupSchema.extend({
  trend: z.tuple([z.array(z.number()), z.array(z.coerce.number())]),
  total: z.coerce.number(),
});

/**
 * What fails, not what passes a failure on: chains and agents repeat the errors of their steps, and attempts those of
 * their calls.
 */
const FAILING_KINDS = ["llm", "embedding", "tool", "retriever"];

/** The error groups that a filter leaves. */
export async function queryErrorGroups(
  asked: SpanFilter,
  { order, limit }: { readonly order: ErrorOrder; readonly limit: number },
  context: QueryContext,
): Promise<ErrorGroups> {
  const filter = { ...asked, values: { kind: FAILING_KINDS, ...asked.values, status: ["error"] } };
  const { sql, parameters } = spanCondition(filter);
  const { from, to } = filter.range;
  const rows = await context.engine.query(
    `SELECT toString(s.error_fingerprint) AS fingerprint,
       toString(argMax(s.error_class, s.start_time)) AS errorClass,
       toString(argMax(s.error_type, s.start_time)) AS errorType, argMax(s.error_message, s.start_time) AS message,
       toFloat64(count()) AS count, toFloat64(uniqExactIf(s.user_id, s.user_id != '')) AS users,
       toFloat64(sum(${SPAN_SUMS.cost_nanos})) AS costNanos,
       ${isoSql("min(s.start_time)")} AS firstSeen, ${isoSql("max(s.start_time)")} AS lastSeen,
       arraySort(groupUniqArrayIf(10)(toString(s.model), s.model != '')) AS models,
       arraySort(groupUniqArrayIf(10)(toString(s.service), s.service != '')) AS services,
       sumMap([toUInt8(least(${TREND_POINTS - 1}, intDiv(
         toUnixTimestamp64Micro(s.start_time) - {fromUs:Int64}, {pointUs:Int64})))], [toUInt64(1)]) AS trend,
       arrayMap(found -> found.2, groupArraySorted(3)(
         tuple(-toUnixTimestamp64Micro(s.start_time), lower(hex(s.trace_id))))) AS sampleTraces,
       count() OVER () AS total
     FROM ${FAILED_SPANS} AS s FINAL
     WHERE ${sql}
     GROUP BY fingerprint
     ORDER BY ${order} DESC, fingerprint
     LIMIT {limit:UInt32}`,
    {
      ...parameters,
      limit,
      fromUs: Math.floor(from * 1000),
      pointUs: Math.max(1, Math.ceil(((to - from) * 1000) / TREND_POINTS)),
    },
    context.limits,
  );
  const found = z.array(rowSchema).parse(rows);
  const known = await knownBefore(
    filter,
    found.map(({ fingerprint }) => fingerprint),
    context,
  );
  return {
    groups: found.map(({ trend: [points, counts], total: _, ...group }) => ({
      ...group,
      trend: Array.from({ length: TREND_POINTS }, (__, point) => counts[points.indexOf(point)] ?? 0),
      isNew: !known.has(group.fingerprint),
    })),
    total: found[0]?.total ?? 0,
  };
}

/** Which of the fingerprints occurred in the time before the range: as long as it, and a week at most. */
async function knownBefore(
  filter: SpanFilter,
  fingerprints: readonly string[],
  { engine, limits }: QueryContext,
): Promise<ReadonlySet<string>> {
  if (fingerprints.length === 0) return new Set();
  const { from, to } = filter.range;
  const range = { from: from - Math.min(to - from, MAX_LOOK_BACK_MS), to: from };
  const { sql, parameters } = spanCondition({
    ...filter,
    range,
    values: { ...filter.values, fingerprint: fingerprints },
  });
  const rows = await engine.query(
    `SELECT DISTINCT toString(s.error_fingerprint) AS fingerprint FROM ${FAILED_SPANS} AS s FINAL WHERE ${sql}`,
    parameters,
    limits,
  );
  return new Set(
    z
      .array(z.object({ fingerprint: z.string() }))
      .parse(rows)
      .map(({ fingerprint }) => fingerprint),
  );
}

function isoSql(moment: string): string {
  return `replace(toString(${moment}), ' ', 'T') || 'Z'`;
}
