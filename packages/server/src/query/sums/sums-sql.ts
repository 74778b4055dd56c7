import type { RollupTable } from "../../storage/schema/rollup-tables.ts";
import { SPAN_STATES, SPAN_SUMS, type SpanState, type SpanSum } from "../../storage/schema/span-sums.ts";
import { HOUR_MS, sqlTime } from "../../storage/span-row.ts";
import type { SqlParameters } from "../../storage/sql-engine.ts";
import { type SpanFilter, type SqlCondition, spanCondition, valueCondition } from "../span-filter.ts";
import { spansTable } from "../spans-table.ts";
import { chooseRollups, filterFor } from "./choose-rollups.ts";
import { type GroupName, type GroupSql, groupSql } from "./grouping.ts";
import { quantilesSql } from "./measures.ts";
import { planSources, type SourcePiece } from "./plan-sources.ts";

/** A sum or state over spans, by the name of its column. */
export type SumColumn = SpanSum | SpanState;

/** Sums over spans, split or not. */
export interface SumsQuestion {
  readonly filter: SpanFilter;
  /** Come out as the columns `group0`, `group1`, … */
  readonly groups: readonly GroupName[];
  readonly columns: readonly SumColumn[];
  /** Starts of the steps of a series, epoch milliseconds; come out as the column `at`, in microseconds. */
  readonly stepStarts?: readonly number[];
}

/** States are few and slow to read: they are worth all processors where as many numbers would not be. */
const READ_STATES =
  "merge_tree_min_rows_for_concurrent_read = 8192, merge_tree_min_bytes_for_concurrent_read = 1048576";

/** Every state of a span lies in the partition of its start, so that days need not be merged with each other. */
const READ_SPANS = "do_not_merge_across_partitions_select_final = 1";

/** Rows of sums from all sources that a question needs, not added up: the same key may come several times. */
export function sourcesSql(question: SumsQuestion): SqlCondition {
  const { filter, stepStarts = [] } = question;
  const groups = question.groups.map(groupSql);
  const tables = chooseRollups({ filter, groups, columns: question.columns });
  const pieces = planSources(filter.range, stepStarts, [...tables.keys()]);
  const parts = pieces.map((piece, index): SqlCondition => {
    const table = piece.level === "raw" ? undefined : tables.get(piece.level);
    const place = { piece, index };
    return table === undefined ? spansPart(question, place) : rollupPart(question, table, place);
  });
  const parameters: Record<string, unknown> = {};
  for (const group of groups) Object.assign(parameters, group.parameters);
  if (stepStarts.length > 0) parameters["steps"] = stepStarts.map(microseconds);
  for (const part of parts) Object.assign(parameters, part.parameters);
  return { sql: parts.map(({ sql }) => `(${sql})`).join("\nUNION ALL\n"), parameters };
}

/** Names of the columns by which rows of a question are told apart. */
export function keyColumns({ groups, stepStarts }: SumsQuestion): readonly string[] {
  return [...(stepStarts === undefined ? [] : ["at"]), ...groups.map((_, place) => `group${place}`)];
}

/** Columns added up over rows aliased `r`; states stay states that can be added up again. */
export function mergedColumns(columns: readonly SumColumn[]): readonly string[] {
  return columns.map((column) =>
    isState(column)
      ? `${SPAN_STATES[column].merge(`r.${column}`)} AS ${column}`
      : `sum(r.${column}) AS ${column}`,
  );
}

/** Columns added up over rows aliased `r`, states as the numbers that measures are made of. */
export function finishedColumns(columns: readonly SumColumn[]): readonly string[] {
  return columns.map((column, index) => {
    if (column === "duration_state") return `${quantilesSql(`r.${column}`)} AS duration_quantiles`;
    if (column === "ttft_state") return `${quantilesSql(`r.${column}`)} AS ttft_quantiles`;
    return mergedColumns(columns)[index] ?? "";
  });
}

interface PlacedPiece {
  readonly piece: SourcePiece;
  readonly index: number;
}

function rollupPart(
  { filter, ...question }: SumsQuestion,
  table: RollupTable,
  { piece, index }: PlacedPiece,
): SqlCondition {
  const where = valueCondition(filterFor(table, filter));
  const time = [
    `s.bucket >= {from${index}:DateTime('UTC')}`,
    `s.bucket < {to${index}:DateTime('UTC')}`,
    ...sievesSql("s.bucket", { piece, index }),
  ];
  const columns = [
    ...keysSql(question, bucketMicros("s.bucket"), ({ sql, column }) =>
      column === undefined ? sql : `s.${column}`,
    ),
    ...question.columns.map((column) => `s.${column} AS ${column}`),
  ];
  return {
    sql: `SELECT ${columns.join(", ")} FROM ${table.name} AS s WHERE ${[where.sql, ...time].join(" AND ")}${
      table.hasStates ? ` SETTINGS ${READ_STATES}` : ""
    }`,
    parameters: {
      ...where.parameters,
      [`from${index}`]: seconds(piece.range.from),
      [`to${index}`]: seconds(piece.range.to),
      ...sieveParameters({ piece, index }),
    },
  };
}

function spansPart(question: SumsQuestion, place: PlacedPiece): SqlCondition {
  const where = spanCondition(question.filter, sievesSql("s.start_time", place));
  const columns = question.columns.map((column) =>
    isState(column)
      ? `${SPAN_STATES[column].sql} AS ${column}`
      : `sum(toInt64(${SPAN_SUMS[column]})) AS ${column}`,
  );
  const keys = keyColumns(question);
  return {
    sql: `SELECT ${[...keysSql(question, startMicros("s.start_time"), ({ sql }) => sql), ...columns].join(", ")}
      FROM ${spansTable(question.filter)} AS s FINAL
      WHERE ${[where.sql, "s.status != 'running'"].join(" AND ")}
      ${keys.length === 0 ? "" : `GROUP BY ${keys.join(", ")}`}
      SETTINGS ${READ_SPANS}`,
    parameters: { ...where.parameters, ...sieveParameters(place) },
  };
}

function isState(column: SumColumn): column is SpanState {
  return column in SPAN_STATES;
}

/** Epoch microseconds of a bucket or of a span, as SQL: no boundary is finer. */
function bucketMicros(column: string): string {
  return `toInt64(toUnixTimestamp(${column})) * 1000000`;
}

function startMicros(column: string): string {
  return `toUnixTimestamp64Micro(${column})`;
}

function keysSql(
  { groups, stepStarts }: Pick<SumsQuestion, "groups" | "stepStarts">,
  time: string,
  sqlOf: (group: GroupSql) => string,
): readonly string[] {
  const at = `roundDown(${time}, {steps:Array(Int64)}) AS at`;
  return [
    ...(stepStarts === undefined ? [] : [at]),
    ...groups.map((name, place) => `${sqlOf(groupSql(name, place))} AS group${place}`),
  ];
}

const BUCKET_OF = { minute: "toStartOfMinute", hour: "toStartOfHour", day: "toStartOfDay" } as const;

function sievesSql(time: string, { piece, index }: PlacedPiece): readonly string[] {
  const { within, except } = piece;
  const sieves: string[] = [];
  if (within !== undefined) {
    sieves.push(`${BUCKET_OF[within.level]}(${time}) IN {within${index}:Array(DateTime('UTC'))}`);
    // The sorting key of spans begins with the hour, which the engine does not find behind the minute.
    if (within.level === "minute")
      sieves.push(`toStartOfHour(${time}) IN {hours${index}:Array(DateTime('UTC'))}`);
  }
  if (except.length > 0) sieves.push(`${time} NOT IN {except${index}:Array(DateTime('UTC'))}`);
  return sieves;
}

function sieveParameters({ piece: { within, except }, index }: PlacedPiece): SqlParameters {
  return {
    ...(within && { [`within${index}`]: within.starts.map(seconds) }),
    ...(within?.level === "minute" && { [`hours${index}`]: hoursOf(within.starts) }),
    ...(except.length > 0 && { [`except${index}`]: except.map(seconds) }),
  };
}

function hoursOf(moments: readonly number[]): readonly string[] {
  return [...new Set(moments.map((at) => seconds(Math.floor(at / HOUR_MS) * HOUR_MS)))];
}

/** Epoch milliseconds as whole microseconds, what {@link SumsQuestion.stepStarts} come out as. */
function microseconds(epochMs: number): number {
  return Math.round(epochMs * 1000);
}

/** Epoch milliseconds as the engine reads whole seconds. */
function seconds(epochMs: number): string {
  return sqlTime(epochMs).slice(0, 19);
}
