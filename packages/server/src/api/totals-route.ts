import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { QueryContext } from "../query/query-context.ts";
import { queryTotals, totalsSchema } from "../query/totals/totals.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { filterOf, filterParameters } from "./filter-parameters.ts";

const route = createRoute({
  method: "get",
  path: "/totals",
  summary: "Sums over the inference calls of a range",
  request: { query: filterParameters },
  responses: {
    200: { description: "The sums", content: { "application/json": { schema: totalsSchema } } },
    ...apiErrorResponses,
  },
});

/** `GET /totals`. */
export function totalsRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>().openapi(route, async (request) => {
    const filter = filterOf(request.req.valid("query"), request.get("project"), context.clock.now());
    return request.json(await queryTotals(filter, context), 200);
  });
}
