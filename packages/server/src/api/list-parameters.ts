import { z } from "@hono/zod-openapi";
import type { ListFilter } from "../query/list-filter.ts";
import { decodeCursor, LIST_ORDERS, MAX_CURSOR_LENGTH } from "../query/page-cursor.ts";
import type { ListPage } from "../query/spans/span-keys.ts";
import { type FilterParameters, filterOf, filterParameters } from "./filter-parameters.ts";

/** Most items of one page. */
const MAX_PAGE = 500;

/** `limit`, for lists that come in pages. */
export const limitParameter = z.coerce
  .number()
  .int()
  .min(1)
  .max(MAX_PAGE)
  .default(100)
  .openapi({ description: `Items in one page, at most ${MAX_PAGE}.` });

/** The query parameters of lists of spans and traces, beside those of every filter. */
export const listParameters = filterParameters.extend({
  minDurationMs: z.coerce
    .number()
    .min(0)
    .max(1e12)
    .optional()
    .openapi({ description: "At least this long." }),
  maxDurationMs: z.coerce.number().min(0).max(1e12).optional().openapi({
    description: "Ended, and shorter than this: ranges that meet share no span.",
  }),
  minCostNanos: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  hasError: z.enum(["true", "false"]).optional(),
  unpriced: z.enum(["true", "false"]).optional(),
  text: z.string().max(200).optional().openapi({ description: "Part of the span's name, in whatever case." }),
  order: z.enum(LIST_ORDERS).default("start").openapi({ description: "Newest, longest or dearest first." }),
  limit: limitParameter,
  cursor: z.string().max(MAX_CURSOR_LENGTH).optional().openapi({
    description: "`nextCursor` of the page before; the range stays that of the first page.",
  }),
});

export type ListParameters = z.infer<typeof listParameters>;

/** The filter of a request for a list. @throws InvalidRangeError */
export function filterOfList(
  parameters: Omit<ListParameters, "from" | "to" | "order" | "limit" | "cursor"> & FilterParameters,
  project: string,
  now: number,
): ListFilter {
  const { minDurationMs, maxDurationMs, minCostNanos, hasError, unpriced, text } = parameters;
  return {
    ...filterOf(parameters, project, now),
    minDurationMs,
    maxDurationMs,
    minCostNanos,
    hasError: hasError === undefined ? undefined : hasError === "true",
    isUnpriced: unpriced === undefined ? undefined : unpriced === "true",
    text,
  };
}

/** What a request for a list asks. @throws InvalidRangeError, InvalidCursorError */
export function listOf(
  parameters: ListParameters,
  project: string,
  now: number,
): { readonly filter: ListFilter; readonly page: ListPage } {
  const { order, limit, cursor } = parameters;
  return {
    filter: filterOfList(parameters, project, now),
    page: { order, limit, after: cursor === undefined ? undefined : decodeCursor(cursor, order) },
  };
}
