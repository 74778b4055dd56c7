import { z } from "zod";
import type { QueryContext } from "../query-context.ts";
import type { SpanFilter } from "../span-filter.ts";
import type { GroupName } from "./grouping.ts";
import { MEASURES, type Measure, type MeasureName } from "./measures.ts";
import { finishedColumns, keyColumns, type SumColumn, sourcesSql } from "./sums-sql.ts";

/** Measures of the calls that a filter leaves. */
export interface MeasuresQuestion {
  readonly filter: SpanFilter;
  readonly measures: readonly MeasureName[];
  readonly groups?: readonly GroupName[];
  /** Starts of the steps of a series, epoch milliseconds. */
  readonly stepStarts?: readonly number[];
  /** Values of the first group that are kept apart; all others become one. */
  readonly top?: readonly string[];
}

/** What the measures are for one key. */
export interface MeasuresRow {
  /** Start of the step, epoch milliseconds; 0 when the answer is no series. */
  readonly at: number;
  readonly group: readonly string[];
  /** All keys beyond `top`. */
  readonly isOther: boolean;
  readonly values: MeasureValues;
}

/** Measures by name; null where there was nothing to measure. */
export type MeasureValues = Partial<Readonly<Record<MeasureName, number | null>>>;

const numbers = z.array(z.number().nullable());
const rowSchema = z.object({
  at: z.number().default(0),
  isOther: z.number().default(0),
  group: z.array(z.string()),
  numbers,
});

/** Exact but for quantiles, which are within 1 %. Keys without calls are absent. */
export async function askMeasures(
  { filter, measures, groups = [], stepStarts, top }: MeasuresQuestion,
  { engine, limits }: QueryContext,
): Promise<readonly MeasuresRow[]> {
  const columns = neededColumns(measures);
  const question = { filter, groups, columns, ...(stepStarts && { stepStarts }) };
  const { sql, parameters } = sourcesSql(question);
  const keys = [...keyColumns(question), ...(top ? ["isOther"] : [])];
  const answers = [
    ...(stepStarts ? ["toFloat64(at) / 1000 AS at"] : []),
    ...(top ? ["isOther"] : []),
    answerColumns(measures, groups),
  ];
  const rows = await engine.query(
    `SELECT ${answers.join(", ")}
     FROM (
       SELECT ${[...keys, ...finishedColumns(columns)].join(", ")}
       FROM (${top ? foldedSql(sql) : sql}) AS r
       ${keys.length === 0 ? "" : `GROUP BY ${keys.join(", ")}`}
     )`,
    { ...parameters, ...(top && { top }) },
    limits,
  );
  return rows.map((row) => {
    const { at, group, isOther, numbers: values } = rowSchema.parse(row);
    return { at, group, isOther: isOther === 1, values: valuesOf(measures, values) };
  });
}

function foldedSql(sources: string): string {
  return `SELECT * REPLACE(if(has({top:Array(String)}, group0), toString(group0), '') AS group0),
    NOT has({top:Array(String)}, q.group0) AS isOther
    FROM (${sources}) AS q`;
}

/** The sums that measures are made of. */
export function neededColumns(measures: readonly MeasureName[]): readonly SumColumn[] {
  return [...new Set(measures.flatMap((name): readonly SumColumn[] => MEASURES[name].needs))];
}

/** The group as one array of texts, and the measures as one of numbers. */
export function answerColumns(measures: readonly MeasureName[], groups: readonly GroupName[]): string {
  const group = groups.map((_, place) => `toString(group${place})`);
  const values = measures.map((name) => `toFloat64(${MEASURES[name].sql})`);
  return `CAST([${group.join(", ")}], 'Array(String)') AS group, CAST([${values.join(", ")}], 'Array(Nullable(Float64))') AS numbers`;
}

/** Measures by name, from their numbers in order. */
export function valuesOf(
  measures: readonly MeasureName[],
  values: readonly (number | null)[],
): MeasureValues {
  return Object.fromEntries(measures.map((name, index) => [name, values[index] ?? null]));
}

/** The values of a key without calls. */
export function gapsOf(measures: readonly MeasureName[]): MeasureValues {
  return Object.fromEntries(
    measures.map((name): [MeasureName, Measure["gap"]] => [name, MEASURES[name].gap]),
  );
}
