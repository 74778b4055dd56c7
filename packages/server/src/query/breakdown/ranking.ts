import { z } from "zod";
import { SPAN_SUMS } from "../../storage/schema/span-sums.ts";
import type { QueryContext } from "../query-context.ts";
import type { SqlCondition } from "../span-filter.ts";
import { answerColumns, type MeasureValues, neededColumns, valuesOf } from "../sums/ask-measures.ts";
import { MEASURES } from "../sums/measures.ts";
import { finishedColumns, keyColumns, mergedColumns, type SumColumn, sourcesSql } from "../sums/sums-sql.ts";
import type { BreakdownQuestion } from "./breakdown-question.ts";

const rowSchema = z.object({
  isShown: z.number(),
  keys: z.number(),
  group: z.array(z.string()),
  numbers: z.array(z.number().nullable()),
});

/** A row of a ranking. */
interface RankedRow {
  /** False for the one row that holds all keys beyond the limit. */
  readonly isShown: boolean;
  readonly keys: number;
  readonly group: readonly string[];
  readonly values: MeasureValues;
}

/** The rows of a breakdown without its total. Ranked in the engine, since there may be millions of keys. */
export async function rankedRows(
  question: BreakdownQuestion,
  { engine, limits }: QueryContext,
): Promise<RankedRow[]> {
  const { filter, groups, measures, limit } = question;
  const columns = neededColumns(measures);
  const { sql, parameters } = sourcesSql({ filter, groups, columns });
  const ranking = columns.every((column) => column in SPAN_SUMS) ? rankedSums : rankedStates;
  const rows = await engine.query(
    `SELECT toUInt8(isShown) AS isShown, toFloat64(keyCount) AS keys, ${answerColumns(measures, groups)}
     FROM (${ranking(question, sql, columns)})`,
    { ...parameters, limit },
    limits,
  );
  return rows.map((row) => {
    const { isShown, keys: count, group, numbers } = rowSchema.parse(row);
    return { isShown: isShown === 1, keys: count, group, values: valuesOf(measures, numbers) };
  });
}

/** Where keys and sums begin in the tuples of a ranking: two numbers come before. */
const FIRST_FIELD = 3;

/**
 * Keeps the top and adds up all keys in one pass, without sorting them: what is beyond the top is all less the top.
 * That holds for sums alone.
 */
function rankedSums(
  question: BreakdownQuestion,
  sources: SqlCondition["sql"],
  columns: readonly SumColumn[],
): string {
  const { groups, orderBy, direction, limit } = question;
  const order = MEASURES[orderBy].sql;
  const keys = groups.map((_, at) => `group${at}`);
  const rank = `tuple(isNull(${order}), ${direction === "asc" ? "" : "-"}ifNull(toFloat64(${order}), 0), ${keys.join(", ")}${listed(columns)})`;
  const fields = [...keys, ...columns];
  const shown = fields.map((_, at) => `t.${FIRST_FIELD + at}`);
  const rest = [
    ...keys.map(() => "''"),
    ...columns.map(
      (column, at) => `all_${column} - arraySum(arrayMap(t -> t.${FIRST_FIELD + keys.length + at}, top))`,
    ),
  ];
  return `SELECT row.1 AS isShown, row.2 AS keyCount${listed(fields.map((name, at) => `row.${FIRST_FIELD + at} AS ${name}`))}
    FROM (
      SELECT count() AS allKeys, groupArraySorted(${limit})(${rank}) AS top${listed(columns.map((name) => `sum(${name}) AS all_${name}`))}
      FROM (SELECT ${groups.map((_, at) => `toString(r.group${at}) AS group${at}`).join(", ")}${listed(mergedColumns(columns))}
        FROM (${sources}) AS r ${namedOnly(question)} GROUP BY ${keys.join(", ")})
    )
    ARRAY JOIN arrayConcat(
      arrayMap(t -> (1, toUInt64(1)${listed(shown)}), top),
      if(allKeys > length(top), [(0, toUInt64(allKeys - length(top))${listed(rest)})], [])
    ) AS row`;
}

/** Sorts all keys, and merges the states of those beyond the top. */
function rankedStates(
  question: BreakdownQuestion,
  sources: SqlCondition["sql"],
  columns: readonly SumColumn[],
): string {
  const { groups, orderBy, direction } = question;
  const order = MEASURES[orderBy];
  const keys = keyColumns({ ...question, columns }).join(", ");
  const ranks = finishedColumns(order.needs.filter((column) => column.endsWith("_state")));
  return `SELECT isShown, ${groups.map((_, at) => `if(isShown, toString(r.group${at}), '') AS group${at}`).join(", ")},
      count() AS keyCount, min(place) AS first${listed(finishedColumns(columns))}
    FROM (
      SELECT *, row_number() OVER (ORDER BY ${order.sql} ${direction === "asc" ? "ASC" : "DESC"} NULLS LAST, ${keys}) AS place,
        place <= {limit:UInt32} AS isShown
      FROM (SELECT ${keys}${listed([...mergedColumns(columns), ...ranks])} FROM (${sources}) AS r
        ${namedOnly(question)} GROUP BY ${keys})
    ) AS r
    GROUP BY isShown, ${keys}
    ORDER BY first`;
}

function namedOnly({ isNamedOnly = false }: BreakdownQuestion): string {
  return isNamedOnly ? "WHERE r.group0 != ''" : "";
}

function listed(columns: readonly string[]): string {
  return columns.map((column) => `, ${column}`).join("");
}
