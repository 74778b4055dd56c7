import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { queryBreakdown } from "../query/breakdown/breakdown.ts";
import type { QueryContext } from "../query/query-context.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { filterOf, filterParameters } from "./filter-parameters.ts";
import {
  groupParameter,
  keysParameter,
  measureParameter,
  measuresParameter,
  measureValues,
} from "./measure-parameters.ts";
import { rangeSchema, rangeText } from "./range-schema.ts";
import { requestContext } from "./request-context.ts";

const parameters = filterParameters.extend({
  measure: measuresParameter,
  groupBy: z
    .union([groupParameter, z.array(groupParameter).min(1).max(2)])
    .transform((given) => (typeof given === "string" ? [given] : given))
    .openapi({
      description: "A dimension, tag, or metadata.<key>; repeat it once for pairs.",
      example: "model",
    }),
  orderBy: measureParameter.optional().openapi({ description: "The first measure when absent." }),
  direction: z.enum(["asc", "desc"]).default("desc"),
  limit: keysParameter,
});

const share = z.number().optional().openapi({ description: "Part of the total; only where parts add up." });

const breakdown = z
  .object({
    range: rangeSchema,
    rows: z
      .array(z.object({ group: z.array(z.string()).readonly(), values: measureValues, share }))
      .readonly(),
    other: z.object({ keys: z.number().int(), values: measureValues, share }).optional(),
    total: measureValues,
  })
  .openapi("Breakdown");

const route = createRoute({
  method: "get",
  path: "/breakdown",
  summary: "Measures by one or two groups: the first rows, the rest as one, and the total",
  request: { query: parameters },
  responses: {
    200: { description: "The table", content: { "application/json": { schema: breakdown } } },
    ...apiErrorResponses,
  },
});

/** `GET /breakdown`. */
export function breakdownRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>().openapi(route, async (request) => {
    const query = request.req.valid("query");
    const { measure: measures, groupBy: groups, direction, limit } = query;
    const filter = filterOf(query, request.get("project"), context.clock.now());
    const orderBy = query.orderBy ?? measures[0] ?? "calls";
    const question = { filter, groups, measures, orderBy, direction, limit };
    const found = await queryBreakdown(question, requestContext(context, request.req));
    return request.json({ range: rangeText(filter.range), ...found }, 200);
  });
}
