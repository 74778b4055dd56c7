import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { QueryContext } from "../query/query-context.ts";
import { traceSummarySchema } from "../query/traces/trace-summary.ts";
import { queryTraces } from "../query/traces/traces.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { listOf, listParameters } from "./list-parameters.ts";
import { requestContext } from "./request-context.ts";

/** A page of traces as the API gives it. */
export const tracePageSchema = z.object({
  traces: z.array(traceSummarySchema.openapi("TraceSummary")).readonly(),
  nextCursor: z.string().optional().openapi({ description: "Asks for the next page; absent on the last." }),
});

const route = createRoute({
  method: "get",
  path: "/traces",
  summary: "Traces with spans that the filter leaves: last active, longest or dearest first",
  request: { query: listParameters },
  responses: {
    200: { description: "A page of traces", content: { "application/json": { schema: tracePageSchema } } },
    ...apiErrorResponses,
  },
});

/** `GET /traces`. */
export function tracesRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>().openapi(route, async (request) => {
    const { filter, page } = listOf(request.req.valid("query"), request.get("project"), context.clock.now());
    return request.json(await queryTraces(filter, page, requestContext(context, request.req)), 200);
  });
}
