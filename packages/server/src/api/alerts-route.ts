import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { alertSchema, queryAlerts } from "../query/alerts/alerts.ts";
import type { QueryContext } from "../query/query-context.ts";
import { timeRangeOf } from "../query/time-range.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { limitParameter } from "./list-parameters.ts";
import { requestContext } from "./request-context.ts";

const text = z.string().max(512).optional();

const route = createRoute({
  method: "get",
  path: "/alerts",
  summary: "Alerts that fired in the processes, newest first",
  request: { query: z.strictObject({ project: text, from: text, to: text, limit: limitParameter }) },
  responses: {
    200: {
      description: "Those that fired at some time of the range",
      content: {
        "application/json": {
          schema: z.object({ alerts: z.array(alertSchema.openapi("ProcessAlert")).readonly() }),
        },
      },
    },
    ...apiErrorResponses,
  },
});

/** `GET /alerts`. */
export function alertsRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>().openapi(route, async (request) => {
    const { from, to, limit } = request.req.valid("query");
    const range = timeRangeOf({ from, to }, context.clock.now());
    const question = { project: request.get("project"), range, limit };
    return request.json({ alerts: await queryAlerts(question, requestContext(context, request.req)) }, 200);
  });
}
