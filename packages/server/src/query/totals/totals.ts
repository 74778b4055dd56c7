import { z } from "zod";
import { inferenceFilter } from "../inference-filter.ts";
import type { QueryContext } from "../query-context.ts";
import type { SpanFilter } from "../span-filter.ts";
import { askMeasures } from "../sums/ask-measures.ts";

/** Sums over the inference calls of a range. Money in nano-dollars. */
export const totalsSchema = z.object({
  calls: z.number().int(),
  errors: z.number().int(),
  blockedCalls: z.number().int(),
  unpricedCalls: z.number().int(),
  costNanos: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
});

export type Totals = z.infer<typeof totalsSchema>;

const MEASURES = totalsSchema.keyof().options;

/** Sums over inference calls, exact, whatever the filter. */
export async function queryTotals(filter: SpanFilter, context: QueryContext): Promise<Totals> {
  const [row] = await askMeasures({ filter: inferenceFilter(filter), measures: MEASURES }, context);
  return totalsSchema.parse(row?.values);
}
