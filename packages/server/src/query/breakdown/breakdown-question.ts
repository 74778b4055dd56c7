import type { SpanFilter } from "../span-filter.ts";
import type { MeasureValues } from "../sums/ask-measures.ts";
import type { GroupName } from "../sums/grouping.ts";
import type { MeasureName } from "../sums/measures.ts";

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
  /** The measures over all calls, where they are known already. */
  readonly total?: MeasureValues;
}
