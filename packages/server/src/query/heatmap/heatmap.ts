import { z } from "zod";
import { LATENCY_BOUNDS_US } from "../../storage/schema/span-sums.ts";
import { inferenceFilter } from "../inference-filter.ts";
import type { QueryContext } from "../query-context.ts";
import type { SpanFilter } from "../span-filter.ts";
import { sourcesSql } from "../sums/sums-sql.ts";

/** How many calls took how long, over time. */
export interface Heatmap {
  /** Lower bounds of the rows in milliseconds, ascending; a row ends where the next begins, the last has no end. */
  readonly boundsMs: readonly number[];
  /** Calls at [step, row, calls], both counted from 0; cells without calls are left out. */
  readonly cells: readonly (readonly [step: number, row: number, calls: number])[];
}

const rowSchema = z.object({ at: z.number(), bound: z.number(), calls: z.number() });

/** Calls by time and latency, exact. Steps are those of a series. */
export async function queryHeatmap(
  filter: SpanFilter,
  stepStarts: readonly number[],
  { engine, limits }: QueryContext,
): Promise<Heatmap> {
  const question = {
    filter: inferenceFilter(filter),
    groups: [],
    columns: ["latency_counts"],
    stepStarts,
  } as const;
  const { sql, parameters } = sourcesSql(question);
  const rows = await engine.query(
    `SELECT toFloat64(at) / 1000 AS at, toFloat64(cell.1) AS bound, toFloat64(cell.2) AS calls
     FROM (SELECT at, sumMap(r.latency_counts) AS counts FROM (${sql}) AS r GROUP BY at)
     ARRAY JOIN arrayZip(counts.1, counts.2) AS cell
     ORDER BY at, bound`,
    parameters,
    limits,
  );
  const cells = rows.map((row) => {
    const { at, bound, calls } = rowSchema.parse(row);
    return [stepStarts.indexOf(at), LATENCY_BOUNDS_US.indexOf(bound), calls] as const;
  });
  return { boundsMs: LATENCY_BOUNDS_US.map((bound) => bound / 1000), cells };
}
