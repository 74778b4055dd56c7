import { rankedRows } from "../breakdown/ranking.ts";
import { inferenceFilter } from "../inference-filter.ts";
import type { QueryContext } from "../query-context.ts";
import type { SpanFilter } from "../span-filter.ts";
import { askMeasures, gapsOf, type MeasuresRow } from "../sums/ask-measures.ts";
import type { GroupName } from "../sums/grouping.ts";
import type { MeasureName } from "../sums/measures.ts";

/** Measures over time, as one line or one for each of the top keys of a group. */
export interface TimeseriesQuestion {
  readonly filter: SpanFilter;
  readonly measures: readonly MeasureName[];
  /** Starts of the steps, epoch milliseconds ascending, the first at or before the range's start. */
  readonly stepStarts: readonly number[];
  readonly group?: GroupName;
  /** Most lines beside the one of all others. */
  readonly limit: number;
}

/** One line of each measure. */
export interface Series {
  /** Value of the group; empty where calls have none, absent for all calls and for all others. */
  readonly key?: string;
  /** All keys beyond the limit. */
  readonly isOther: boolean;
  /** One value for each step; nothing is 0 for sums and null for averages, quantiles and rates. */
  readonly values: Partial<Readonly<Record<MeasureName, readonly (number | null)[]>>>;
}

/** Lines over time. The greatest by the first measure come first, the rest is one line. */
export async function queryTimeseries(
  question: TimeseriesQuestion,
  context: QueryContext,
): Promise<readonly Series[]> {
  const filter = inferenceFilter(question.filter);
  const { group, measures, stepStarts, limit } = question;
  if (group === undefined) {
    const rows = await askMeasures({ filter, measures, stepStarts }, context);
    return [{ isOther: false, values: line(rows, question) }];
  }
  const [orderBy] = measures;
  if (orderBy === undefined) return [];
  const ranking = {
    filter,
    groups: [group],
    measures: [orderBy],
    orderBy,
    direction: "desc",
    limit,
  } as const;
  const ranked = await rankedRows(ranking, context);
  const top = ranked.filter(({ isShown }) => isShown).map((row) => row.group[0] ?? "");
  const found = await askMeasures({ filter, measures, stepStarts, groups: [group], top }, context);
  const named = top.map((key): Series => {
    const values = line(
      found.filter((row) => !row.isOther && row.group[0] === key),
      question,
    );
    return { key, isOther: false, values };
  });
  if (ranked.length === top.length) return named;
  return [
    ...named,
    {
      isOther: true,
      values: line(
        found.filter(({ isOther }) => isOther),
        question,
      ),
    },
  ];
}

/** Values at every step, also where nothing was called. */
function line(rows: readonly MeasuresRow[], { measures, stepStarts }: TimeseriesQuestion): Series["values"] {
  const found = new Map(rows.map(({ at, values }) => [at, values]));
  const gaps = gapsOf(measures);
  return Object.fromEntries(
    measures.map((name) => [name, stepStarts.map((at) => (found.get(at) ?? gaps)[name] ?? null)]),
  );
}
