import { inferenceFilter } from "../inference-filter.ts";
import type { QueryContext } from "../query-context.ts";
import type { SpanFilter } from "../span-filter.ts";
import { askMeasures, gapsOf, type MeasureValues } from "../sums/ask-measures.ts";
import { MEASURE_NAMES } from "../sums/measures.ts";
import type { TimeRange } from "../time-range.ts";

/** Every measure over a range, and over the stretch of the same length before it. */
export interface Overview {
  readonly range: TimeRange;
  readonly current: MeasureValues;
  readonly previousRange: TimeRange;
  readonly previous: MeasureValues;
}

/** How the calls that a filter leaves did, and how they did before. */
export async function queryOverview(filter: SpanFilter, context: QueryContext): Promise<Overview> {
  const { from, to } = filter.range;
  const previousRange = { from: from - (to - from), to: from };
  const [current, previous] = await Promise.all([
    valuesIn(filter, context),
    valuesIn({ ...filter, range: previousRange }, context),
  ]);
  return { range: filter.range, current, previousRange, previous };
}

async function valuesIn(filter: SpanFilter, context: QueryContext): Promise<MeasureValues> {
  const measures = MEASURE_NAMES;
  const [row] = await askMeasures({ filter: inferenceFilter(filter), measures }, context);
  return row?.values ?? gapsOf(measures);
}
