import { z } from "zod";
import type { QueryContext } from "../query-context.ts";
import { type SpanFilter, spanCondition } from "../span-filter.ts";

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

/** Sums over inference calls, straight from the spans: exact, whatever the filter. */
export async function queryTotals(filter: SpanFilter, { engine, limits }: QueryContext): Promise<Totals> {
  const { sql, parameters } = spanCondition(filter);
  const [row] = await engine.query(
    `SELECT
       toFloat64(count()) AS calls,
       toFloat64(countIf(s.status = 'error')) AS errors,
       toFloat64(countIf(s.status = 'blocked')) AS blockedCalls,
       toFloat64(countIf(s.cost_source = 'unpriced')) AS unpricedCalls,
       toFloat64(sum(s.cost_nanos)) AS costNanos,
       toFloat64(sum(s.input_tokens)) AS inputTokens,
       toFloat64(sum(s.output_tokens)) AS outputTokens
     FROM spans AS s FINAL
     WHERE ${sql} AND s.kind IN ('llm', 'embedding') AND s.status != 'running'`,
    parameters,
    limits,
  );
  return totalsSchema.parse(row);
}
