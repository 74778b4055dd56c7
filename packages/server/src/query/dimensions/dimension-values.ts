import { z } from "zod";
import { inferenceFilter } from "../inference-filter.ts";
import type { QueryContext } from "../query-context.ts";
import { type SpanFilter, spanCondition } from "../span-filter.ts";
import type { GroupName } from "../sums/grouping.ts";
import { keyColumns, sourcesSql } from "../sums/sums-sql.ts";
import { windowsBack } from "../windows-back.ts";

/** Which values of a dimension are looked for. */
export interface ValueSearch {
  readonly filter: SpanFilter;
  /** Beginning of the value, in whatever case. */
  readonly prefix?: string;
  readonly limit: number;
}

/** A value that occurs, and how often. */
export interface FoundValue {
  readonly value: string;
  readonly calls: number;
}

const rowsSchema = z.array(z.object({ value: z.string(), calls: z.number() }));

/** The most frequent values of a dimension; an empty text stands for none. */
export async function queryDimensionValues(
  name: GroupName,
  { filter, prefix = "", limit }: ValueSearch,
  { engine, limits }: QueryContext,
): Promise<readonly FoundValue[]> {
  const question = {
    filter: inferenceFilter(filter),
    groups: [name],
    columns: ["calls", "blocked_calls"],
  } as const;
  const { sql, parameters } = sourcesSql(question);
  const [key] = keyColumns(question);
  const rows = await engine.query(
    `SELECT toString(r.${key}) AS value, toFloat64(sum(r.calls + r.blocked_calls)) AS calls
     FROM (${sql}) AS r
     WHERE startsWith(lowerUTF8(toString(r.${key})), lowerUTF8({prefix:String}))
     GROUP BY value HAVING calls > 0
     ORDER BY calls DESC, value
     LIMIT {limit:UInt32}`,
    { ...parameters, prefix, limit },
    limits,
  );
  return rowsSchema.parse(rows);
}

/** Calls with metadata after which no older ones are looked at: keys change seldom, and every span has to be read. */
const ENOUGH_CALLS = 10_000;

/** The most frequent keys of metadata among the newest calls. */
export async function queryMetadataKeys(
  { filter, prefix = "", limit }: ValueSearch,
  context: QueryContext,
): Promise<readonly FoundValue[]> {
  const found = new Map<string, number>();
  for (const range of windowsBack(filter.range)) {
    for (const { value, calls } of await keysIn({ filter: { ...filter, range }, prefix }, context))
      found.set(value, (found.get(value) ?? 0) + calls);
    if (Math.max(...found.values()) >= ENOUGH_CALLS) break;
  }
  return [...found]
    .map(([value, calls]) => ({ value, calls }))
    .toSorted((a, b) => b.calls - a.calls || (a.value < b.value ? -1 : 1))
    .slice(0, limit);
}

/** Most keys looked at of one stretch of time. */
const MAX_KEYS = 1_000;

async function keysIn(
  { filter, prefix }: Required<Pick<ValueSearch, "filter" | "prefix">>,
  { engine, limits }: QueryContext,
): Promise<readonly FoundValue[]> {
  const { sql, parameters } = spanCondition(inferenceFilter(filter));
  const rows = await engine.query(
    `SELECT arrayJoin(mapKeys(s.metadata)) AS key, toString(key) AS value, toFloat64(count()) AS calls
     FROM spans AS s FINAL
     WHERE ${sql} AND s.status != 'running'
     GROUP BY key HAVING startsWith(lowerUTF8(value), lowerUTF8({prefix:String}))
     ORDER BY calls DESC, value
     LIMIT ${MAX_KEYS}`,
    { ...parameters, prefix },
    limits,
  );
  return rowsSchema.parse(rows);
}
