import type { BudgetDefinition } from "@breakwater/core/budget/budget-definition";
import { z } from "zod";
import type { QueryContext } from "../query-context.ts";
import { spanCondition } from "../span-filter.ts";
import { BoundValues, chargeSql, isDeniedSql, keySql, matchCondition, TAKES_SQL } from "./budget-sql.ts";
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
  const within = spanCondition({ project, range: { from: first.start, to: last.end } });
  const values = new BoundValues();
  const rows = await engine.query(
    `SELECT start, sum(keySpent) AS spent, max(keySpent) AS most, count() AS keys,
       countIf(keySpent >= {limitNanos:Int64}) AS fullKeys, sum(keyDenied) AS denied
     FROM (
       SELECT roundDown(toUnixTimestamp64Milli(s.start_time), {starts:Array(Int64)}) AS start,
         [${definition.per.map((dimension) => keySql(dimension, values)).join(", ")}]::Array(String) AS key,
         sum(${chargeSql(definition, values)}) AS keySpent, countIf(${isDeniedSql(definition, values)}) AS keyDenied
       FROM spans AS s FINAL
       WHERE ${within.sql} AND ${TAKES_SQL} AND ${matchCondition(definition, values)}
       GROUP BY start, key
     )
     GROUP BY start`,
    {
      ...within.parameters,
      ...values.parameters,
      starts: windows.map(({ start }) => Math.floor(start)),
      limitNanos: definition.limitNanos,
    },
    limits,
  );
  const found = new Map(
    z
      .array(rowSchema)
      .parse(rows)
      .map((row) => [row.start, row]),
  );
  return windows.map(({ start, end }) => {
    const row = found.get(Math.floor(start));
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
