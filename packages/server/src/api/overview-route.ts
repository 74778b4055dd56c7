import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { queryOverview } from "../query/overview/overview.ts";
import type { QueryContext } from "../query/query-context.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { filterOf, filterParameters } from "./filter-parameters.ts";
import { measureValues } from "./measure-parameters.ts";
import { rangeSchema, rangeText } from "./range-schema.ts";
import { requestContext } from "./request-context.ts";

const overview = z
  .object({
    range: rangeSchema,
    current: measureValues,
    previousRange: rangeSchema,
    previous: measureValues,
  })
  .openapi("Overview");

const route = createRoute({
  method: "get",
  path: "/overview",
  summary: "Every measure over a range, and over the same length of time before it",
  request: { query: filterParameters },
  responses: {
    200: { description: "The measures", content: { "application/json": { schema: overview } } },
    ...apiErrorResponses,
  },
});

/** `GET /overview`. */
export function overviewRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>().openapi(route, async (request) => {
    const filter = filterOf(request.req.valid("query"), request.get("project"), context.clock.now());
    const found = await queryOverview(filter, requestContext(context, request.req));
    const { range, previousRange, ...values } = found;
    return request.json({ range: rangeText(range), previousRange: rangeText(previousRange), ...values }, 200);
  });
}
