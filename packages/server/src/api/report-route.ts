import type { Report } from "@breakwater/core/report/report";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { QueryContext } from "../query/query-context.ts";
import { queryReport } from "../query/report/report.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { filterOf, filterParameters } from "./filter-parameters.ts";
import { timeZoneParameter } from "./measure-parameters.ts";
import { requestContext } from "./request-context.ts";

const parameters = filterParameters.extend({
  timeZone: timeZoneParameter,
  limit: z.coerce.number().int().min(1).max(100).default(10).openapi({ description: "Rows of each table." }),
});

const report = z.custom<Report>().openapi("Report", {
  type: "object",
  description: "The same shape as monitor.report() of the SDK; see its page.",
});

const route = createRoute({
  method: "get",
  path: "/report",
  summary: "Where the money and the time went, and what failed",
  request: { query: parameters },
  responses: {
    200: { description: "The report", content: { "application/json": { schema: report } } },
    ...apiErrorResponses,
  },
});

/** `GET /report`. */
export function reportRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>().openapi(route, async (request) => {
    const query = request.req.valid("query");
    const filter = filterOf(query, request.get("project"), context.clock.now());
    const question = { filter, timeZone: query.timeZone, maxRows: query.limit };
    return request.json(await queryReport(question, requestContext(context, request.req)), 200);
  });
}
