import { type BudgetDefinition, windowLabel } from "@breakwater/core/budget/budget-definition";
import type { BudgetStatus } from "@breakwater/core/budget/budget-status";
import { z } from "zod";
import { FAILED_SPANS } from "../../storage/schema/failed-spans.ts";
import type { QueryContext } from "../query-context.ts";
import { spanCondition, TIME_SQL } from "../span-filter.ts";
import { placesSql } from "../span-places.ts";
import { BoundValues, coveredFilter, HELD_SQL, isDeniedSql, spanKeySql, spentSql } from "./budget-sql.ts";
import { windowAt } from "./budget-window.ts";

/** Where a budget stands, over all processes. Amounts in nano-dollars. */
export interface BudgetState {
  /** Keys (users and so on) that took something in this window. */
  readonly keys: number;
  /** Those that have no room left. */
  readonly fullKeys: number;
  readonly spentNanos: number;
  readonly heldNanos: number;
  readonly deniedCalls: number;
  /** Keys that fit the search; all of them without one. */
  readonly foundKeys: number;
  /** Those of them that took most, from the fullest down. */
  readonly fullest: readonly BudgetStatus[];
}

/** Which budget, in which project, and how many of its keys to tell one by one. */
export interface BudgetQuestion {
  readonly project: string;
  readonly definition: BudgetDefinition;
  readonly limit: number;
  /** Part of a value of the keys to tell, in whatever case. */
  readonly search?: string | undefined;
}

const rowSchema = z.object({
  key: z.array(z.string()),
  spent: z.coerce.number(),
  held: z.coerce.number(),
  denied: z.coerce.number(),
  keys: z.coerce.number(),
  foundKeys: z.coerce.number(),
  fullKeys: z.coerce.number(),
  allSpent: z.coerce.number(),
  allHeld: z.coerce.number(),
  allDenied: z.coerce.number(),
});

/** Where a budget stands in its window, from the spans that are stored: the same for every process that holds it. */
export async function queryBudgetState(
  { project, definition, limit, search = "" }: BudgetQuestion,
  { engine, clock, limits }: QueryContext,
): Promise<BudgetState> {
  const now = clock.now();
  const { start, end } = windowAt(definition.window, now);
  const scope = { project, definition, range: { from: start, to: end } };
  const values = new BoundValues();
  const spent = spentSql(scope, values);
  const covered = spanCondition(coveredFilter(scope, values));
  const key = spanKeySql(definition, values);
  const rows = await engine.query(
    `SELECT *, countIf(isFound) OVER () AS foundKeys FROM (
     SELECT key, spent, held, denied, count() OVER () AS keys,
       countIf(spent + held >= {limitNanos:Int64}) OVER () AS fullKeys,
       sum(spent) OVER () AS allSpent, sum(held) OVER () AS allHeld, sum(denied) OVER () AS allDenied,
       {search:String} = '' OR arrayExists(value -> positionCaseInsensitiveUTF8(value, {search:String}) > 0, key)
         AS isFound
     FROM (
       SELECT key, sum(q.spent) AS spent, sum(q.held) AS held, sum(q.denied) AS denied
       FROM (
         SELECT key, toInt64(spent) AS spent, toInt64(0) AS held, toInt64(0) AS denied FROM (${spent.sql})
         UNION ALL
         SELECT ${key} AS key, 0 AS spent, toInt64(sum(${HELD_SQL})) AS held, 0 AS denied
         FROM spans AS s FINAL
         WHERE ${covered.sql} AND ${placesSql(`${TIME_SQL} AND s.status = 'running'`)} AND s.status = 'running'
         GROUP BY key
         UNION ALL
         SELECT ${key} AS key, 0 AS spent, 0 AS held, toInt64(count()) AS denied
         FROM ${FAILED_SPANS} AS s FINAL
         WHERE ${covered.sql} AND ${isDeniedSql(definition, values)}
         GROUP BY key
       ) AS q
       GROUP BY key
       HAVING spent != 0 OR held != 0 OR denied != 0
     ))
     ORDER BY isFound DESC, spent + held DESC, key
     LIMIT {limit:UInt32}`,
    {
      ...spent.parameters,
      ...covered.parameters,
      ...values.parameters,
      limit,
      search,
      limitNanos: definition.limitNanos,
    },
    limits,
  );
  const found = z.array(rowSchema).parse(rows);
  const [first] = found;
  return {
    keys: first?.keys ?? 0,
    fullKeys: first?.fullKeys ?? 0,
    spentNanos: first?.allSpent ?? 0,
    heldNanos: first?.allHeld ?? 0,
    deniedCalls: first?.allDenied ?? 0,
    foundKeys: first?.foundKeys ?? 0,
    fullest: found.slice(0, first?.foundKeys).map(({ key, spent, held, denied }) => ({
      budget: definition.name,
      key: Object.fromEntries(definition.per.map((dimension, index) => [dimension, key[index] ?? ""])),
      limitNanos: definition.limitNanos,
      spentNanos: spent,
      heldNanos: held,
      deniedCalls: denied,
      onExceed: definition.onExceed,
      windowStart: start,
      windowEnd: end,
      windowLabel: windowLabel(definition.window),
    })),
  };
}
