import { z } from "zod";
import type { QueryContext } from "../query-context.ts";
import { type SpanFilter, spanCondition, TIME_SQL } from "../span-filter.ts";
import { placesSql } from "../span-places.ts";

/** A call that has run for longer than this will not end any more. */
const UNFINISHED_AFTER_MS = 3_600_000;

const openCallsSchema = z.object({ inFlightCalls: z.number(), unfinishedCalls: z.number() });

/** Calls that have started and not ended: those still in flight, and those whose end will not come. */
export async function queryOpenCalls(
  filter: SpanFilter,
  { engine, clock, limits }: QueryContext,
): Promise<z.infer<typeof openCallsSchema>> {
  const { sql, parameters } = spanCondition(filter);
  const [row] = await engine.query(
    `SELECT toFloat64(countIf(s.start_time >= fromUnixTimestamp64Milli({openSince:Int64}))) AS inFlightCalls,
       toFloat64(count()) - inFlightCalls AS unfinishedCalls
     FROM spans AS s FINAL WHERE ${sql} AND ${placesSql(`${TIME_SQL} AND s.status = 'running'`)} AND s.status = 'running'`,
    { ...parameters, openSince: Math.floor(clock.now() - UNFINISHED_AFTER_MS) },
    limits,
  );
  return openCallsSchema.parse(row);
}
