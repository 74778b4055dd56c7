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
  const rows = await askMeasures(
    {
      filter: inferenceFilter({ ...filter, range: { from: previousRange.from, to } }),
      measures: MEASURE_NAMES,
      // One statement for both: making a plan of every measure takes longer than reading their sums.
      stepStarts: [previousRange.from, from],
    },
    context,
  );
  const middle = (previousRange.from + from) / 2;
  const current = rows.find(({ at }) => at > middle)?.values ?? gapsOf(MEASURE_NAMES);
  const previous = rows.find(({ at }) => at < middle)?.values ?? gapsOf(MEASURE_NAMES);
  return { range: filter.range, current, previousRange, previous };
}
