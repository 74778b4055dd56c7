import { z } from "@hono/zod-openapi";
import { DIMENSION_COLUMNS, type Dimension, type SpanFilter } from "../query/span-filter.ts";
import { timeRangeOf } from "../query/time-range.ts";

const one = z.string().max(512);
const oneOrMore = z.union([one, z.array(one).max(100)]).optional();
const pair = one.regex(/^[^=]+=/, { error: () => "expected key=value" });
const dimensions = Object.keys(DIMENSION_COLUMNS) as Dimension[];

/**
 * The query parameters by which every resource is filtered: `from`, `to`, one for each dimension (repeat a parameter
 * for alternatives), `tag`, and `metadata` as `key=value`. Unknown ones are refused: a misspelt filter would filter nothing.
 */
export const filterParameters = z.strictObject({
  from: one.optional().openapi({ description: "ISO 8601, now, or now-24h (default).", example: "now-24h" }),
  to: one.optional().openapi({ description: "ISO 8601 or now (default)." }),
  project: one.optional(),
  ...(Object.fromEntries(dimensions.map((dimension) => [dimension, oneOrMore])) as Record<
    Dimension,
    typeof oneOrMore
  >),
  tag: oneOrMore,
  metadata: z
    .union([pair, z.array(pair).max(20)])
    .optional()
    .openapi({ description: "key=value", example: "team=search" }),
});

export type FilterParameters = z.infer<typeof filterParameters>;

/** The filter that the parameters of a request stand for. @throws InvalidRangeError */
export function filterOf(parameters: FilterParameters, project: string, now: number): SpanFilter {
  const values: Partial<Record<Dimension, readonly string[]>> = {};
  for (const dimension of dimensions) {
    const given = listOf(parameters[dimension]);
    if (given !== undefined) values[dimension] = given;
  }
  const tags = listOf(parameters.tag);
  return {
    project,
    range: timeRangeOf(parameters, now),
    values,
    ...(tags !== undefined && { tags }),
    metadata: metadataOf(listOf(parameters.metadata) ?? []),
  };
}

function listOf(value: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof value === "string" ? [value] : value;
}

function metadataOf(pairs: readonly string[]): Record<string, string[]> {
  const metadata: Record<string, string[]> = {};
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at <= 0) continue;
    const key = pair.slice(0, at);
    metadata[key] = [...(metadata[key] ?? []), pair.slice(at + 1)];
  }
  return metadata;
}
