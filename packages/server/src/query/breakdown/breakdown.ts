import { z } from "zod";
import { inferenceFilter } from "../inference-filter.ts";
import type { QueryContext } from "../query-context.ts";
import type { SpanFilter } from "../span-filter.ts";
import {
  answerColumns,
  askMeasures,
  gapsOf,
  type MeasureValues,
  neededColumns,
  valuesOf,
} from "../sums/ask-measures.ts";
import type { GroupName } from "../sums/grouping.ts";
import { MEASURES, type MeasureName } from "../sums/measures.ts";
import { finishedColumns, keyColumns, mergedColumns, sourcesSql } from "../sums/sums-sql.ts";

/** A table of the calls that a filter leaves, by one or two groups. */
export interface BreakdownQuestion {
  readonly filter: SpanFilter;
  readonly groups: readonly GroupName[];
  readonly measures: readonly MeasureName[];
  readonly orderBy: MeasureName;
  readonly direction: "asc" | "desc";
  /** Most rows; what is left is one row more. */
  readonly limit: number;
  /** Leaves out the calls that have no value for the first group. */
  readonly isNamedOnly?: boolean;
}

/** One key of a breakdown. */
export interface BreakdownRow {
  /** One text for each group; empty where a call has no value. */
  readonly group: readonly string[];
  readonly values: MeasureValues;
  /** This row's part of the total of the measure that the table is ordered by; absent where parts do not add up. */
  readonly share?: number;
}

/** The first rows in order, and all others as one. */
export interface Breakdown {
  readonly rows: readonly BreakdownRow[];
  /** How many keys are in `other`; absent when every key has a row. */
  readonly other?: Omit<BreakdownRow, "group"> & { readonly keys: number };
  /** Over all calls, each counted once. */
  readonly total: MeasureValues;
}

/** The top of a table, the rest as one row, and the total. Exact but for quantiles, which are within 1 %. */
export async function queryBreakdown(question: BreakdownQuestion, context: QueryContext): Promise<Breakdown> {
  const measures = [...new Set([...question.measures, question.orderBy])];
  const filter = inferenceFilter(question.filter);
  const [ranked, [sum]] = await Promise.all([
    rankedRows({ ...question, filter, measures }, context),
    askMeasures({ filter, measures }, context),
  ]);
  const total = sum?.values ?? gapsOf(measures);
  const withShare = (values: MeasureValues) => ({ values, ...shareOf(values, total, question.orderBy) });
  const rest = ranked.find(({ isShown }) => !isShown);
  return {
    rows: ranked
      .filter(({ isShown }) => isShown)
      .map(({ group, values }) => ({ group, ...withShare(values) })),
    ...(rest && { other: { keys: rest.keys, ...withShare(rest.values) } }),
    total,
  };
}

function shareOf(values: MeasureValues, total: MeasureValues, measure: MeasureName): { share?: number } {
  const whole = total[measure] ?? 0;
  if (MEASURES[measure].gap !== 0 || whole === 0) return {};
  return { share: (values[measure] ?? 0) / whole };
}

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
  const { filter, groups, measures, orderBy, direction, limit, isNamedOnly = false } = question;
  const columns = neededColumns(measures);
  const { sql, parameters } = sourcesSql({ filter, groups, columns });
  const keys = keyColumns({ filter, groups, columns }).join(", ");
  const order = MEASURES[orderBy];
  const ranks = finishedColumns(order.needs.filter((column) => column.endsWith("_state")));
  const rows = await engine.query(
    `SELECT toUInt8(isShown) AS isShown, toFloat64(keyCount) AS keys, ${answerColumns(measures, groups)}
     FROM (
       SELECT isShown, ${groups.map((_, at) => `if(isShown, toString(r.group${at}), '') AS group${at}`).join(", ")},
         count() AS keyCount, min(place) AS first${listed(finishedColumns(columns))}
       FROM (
         SELECT *, row_number() OVER (ORDER BY ${order.sql} ${direction === "asc" ? "ASC" : "DESC"} NULLS LAST, ${keys}) AS place,
           place <= {limit:UInt32} AS isShown
         FROM (SELECT ${keys}${listed([...mergedColumns(columns), ...ranks])} FROM (${sql}) AS r
           ${isNamedOnly ? "WHERE r.group0 != ''" : ""} GROUP BY ${keys})
       ) AS r
       GROUP BY isShown, ${keys}
     )
     ORDER BY first`,
    { ...parameters, limit },
    limits,
  );
  return rows.map((row) => {
    const { isShown, keys: count, group, numbers } = rowSchema.parse(row);
    return { isShown: isShown === 1, keys: count, group, values: valuesOf(measures, numbers) };
  });
}

function listed(columns: readonly string[]): string {
  return columns.map((column) => `, ${column}`).join("");
}
