import { z } from "zod";
import { inferenceFilter } from "../inference-filter.ts";
import type { QueryContext } from "../query-context.ts";
import { DIMENSION_COLUMNS, type SpanFilter, spanCondition } from "../span-filter.ts";
import { lastDayOf } from "./days.ts";
import type { PeopleKind } from "./people-kind.ts";

const rowsSchema = z.array(z.object({ id: z.string(), lastSeen: z.number() }));

/** Exact starts of the last calls of users or sessions within a filter, epoch milliseconds, by id. */
export async function lastMoments(
  kind: PeopleKind,
  { filter, ids }: { readonly filter: SpanFilter; readonly ids: readonly string[] },
  { engine, limits }: QueryContext,
): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map();
  const range = lastDayOf(filter.range);
  const { sql, parameters } = spanCondition(inferenceFilter({ ...filter, range }));
  const column = `s.${DIMENSION_COLUMNS[kind]}`;
  const rows = await engine.query(
    `SELECT ${column} AS id, toUnixTimestamp64Micro(max(s.start_time)) / 1000 AS lastSeen
     FROM spans AS s FINAL
     WHERE ${sql} AND s.status != 'running' AND ${column} IN {ids:Array(String)}
     GROUP BY id`,
    { ...parameters, ids },
    limits,
  );
  return new Map(rowsSchema.parse(rows).map(({ id, lastSeen }) => [id, lastSeen]));
}
