import type { BudgetDefinition } from "@breakwater/core/budget/budget-definition";
import { z } from "zod";
import { FAILED_SPANS } from "../../storage/schema/failed-spans.ts";
import type { QueryContext } from "../query-context.ts";
import { spanCondition } from "../span-filter.ts";
import { BoundValues, coveredFilter, isDeniedSql, spanKeySql, spentSql } from "./budget-sql.ts";
import { windowsBefore } from "./budget-window.ts";

/** One window of a budget's past. Amounts in nano-dollars, times ISO 8601 UTC. */
export interface BudgetPeriod {
  readonly from: string;
  readonly to: string;
  readonly spentNanos: number;
  /** Of the key that took most. */
  readonly mostNanos: number;
  readonly keys: number;
  /** Keys that spent their limit, as it is now, or more. */
  readonly fullKeys: number;
  readonly deniedCalls: number;
}

const rowSchema = z.object({
  start: z.coerce.number(),
  spent: z.coerce.number(),
  most: z.coerce.number(),
  keys: z.coerce.number(),
  fullKeys: z.coerce.number(),
  denied: z.coerce.number(),
});

/** The last windows of a budget, oldest first; the last of them is the one that runs. */
export async function queryBudgetHistory(
  {
    project,
    definition,
    periods,
  }: {
    readonly project: string;
    readonly definition: BudgetDefinition;
    readonly periods: number;
  },
  { engine, clock, limits }: QueryContext,
): Promise<readonly BudgetPeriod[]> {
  const windows = windowsBefore(definition.window, clock.now(), periods);
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined) return [];
  const starts = windows.map(({ start }) => wholeSecond(start));
  const range = { from: wholeSecond(first.start), to: last.end };
  const scope = { project, definition, range, starts };
  const values = new BoundValues();
  const spent = spentSql(scope, values);
  const covered = spanCondition(coveredFilter(scope, values));
  const rows = await engine.query(
    `SELECT toFloat64(at) / 1000 AS start, sum(keySpent) AS spent, max(keySpent) AS most, countIf(keySpent != 0 OR keyDenied != 0) AS keys,
       countIf(keySpent >= {limitNanos:Int64}) AS fullKeys, sum(keyDenied) AS denied
     FROM (
       SELECT at, key, sum(q.spent) AS keySpent, sum(q.denied) AS keyDenied
       FROM (
         SELECT at, key, toInt64(spent) AS spent, toInt64(0) AS denied FROM (${spent.sql})
         UNION ALL
         SELECT roundDown(toUnixTimestamp64Micro(s.start_time), {steps:Array(Int64)}) AS at,
           ${spanKeySql(definition, values)} AS key, toInt64(0) AS spent, toInt64(count()) AS denied
         FROM ${FAILED_SPANS} AS s FINAL
         WHERE ${covered.sql} AND ${isDeniedSql(definition, values)}
         GROUP BY at, key
       ) AS q
       GROUP BY at, key
     )
     GROUP BY at`,
    { ...spent.parameters, ...covered.parameters, ...values.parameters, limitNanos: definition.limitNanos },
    limits,
  );
  const found = new Map(
    z
      .array(rowSchema)
      .parse(rows)
      .map((row) => [row.start, row]),
  );
  return windows.map(({ start, end }) => {
    const row = found.get(wholeSecond(start));
    return {
      from: new Date(start).toISOString(),
      to: new Date(end).toISOString(),
      spentNanos: row?.spent ?? 0,
      mostNanos: row?.most ?? 0,
      keys: row?.keys ?? 0,
      fullKeys: row?.fullKeys ?? 0,
      deniedCalls: row?.denied ?? 0,
    };
  });
}

/** Windows that roll begin at any moment; their past is told from whole seconds on. */
function wholeSecond(epochMs: number): number {
  return Math.floor(epochMs / 1000) * 1000;
}
