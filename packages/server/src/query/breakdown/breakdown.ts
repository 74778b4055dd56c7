import { inferenceFilter } from "../inference-filter.ts";
import type { QueryContext } from "../query-context.ts";
import { askMeasures, gapsOf, type MeasuresQuestion, type MeasureValues } from "../sums/ask-measures.ts";
import { MEASURES, type MeasureName } from "../sums/measures.ts";
import type { BreakdownQuestion } from "./breakdown-question.ts";
import { rankedRows } from "./ranking.ts";

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
  const [ranked, total] = await Promise.all([
    rankedRows({ ...question, filter, measures }, context),
    question.total ?? totalOf({ filter, measures }, context),
  ]);
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

async function totalOf(question: MeasuresQuestion, context: QueryContext): Promise<MeasureValues> {
  const [sum] = await askMeasures(question, context);
  return sum?.values ?? gapsOf(question.measures);
}

function shareOf(values: MeasureValues, total: MeasureValues, measure: MeasureName): { share?: number } {
  const whole = total[measure] ?? 0;
  if (MEASURES[measure].gap !== 0 || whole === 0) return {};
  return { share: (values[measure] ?? 0) / whole };
}
