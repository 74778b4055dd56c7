import { INFERENCE_KINDS } from "../storage/schema/rollup-tables.ts";
import type { SpanFilter } from "./span-filter.ts";

/** The filter, over the calls that are paid for unless it names kinds itself. */
export function inferenceFilter(filter: SpanFilter): SpanFilter {
  if (filter.values?.kind !== undefined) return filter;
  return { ...filter, values: { ...filter.values, kind: INFERENCE_KINDS } };
}
