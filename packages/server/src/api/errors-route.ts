import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { ERROR_ORDERS, errorGroupSchema, queryErrorGroups } from "../query/errors/error-groups.ts";
import type { QueryContext } from "../query/query-context.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { filterOf, filterParameters } from "./filter-parameters.ts";
import { limitParameter } from "./list-parameters.ts";
import { requestContext } from "./request-context.ts";

const groupsSchema = z.object({
  groups: z
    .array(
      errorGroupSchema
        .extend({
          isNew: z.boolean().openapi({
            description: "Did not occur in the time before the range: as long as it, and a week at most.",
          }),
        })
        .openapi("ErrorGroup"),
    )
    .readonly(),
  total: z.number().openapi({ description: "Groups there are, shown or not." }),
});

const route = createRoute({
  method: "get",
  path: "/errors",
  summary: "Errors grouped by fingerprint",
  request: {
    query: filterParameters.extend({ order: z.enum(ERROR_ORDERS).default("count"), limit: limitParameter }),
  },
  responses: {
    200: { description: "The groups", content: { "application/json": { schema: groupsSchema } } },
    ...apiErrorResponses,
  },
});

/** `GET /errors`. */
export function errorsRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>().openapi(route, async (request) => {
    const parameters = request.req.valid("query");
    const filter = filterOf(parameters, request.get("project"), context.clock.now());
    return request.json(
      await queryErrorGroups(filter, parameters, requestContext(context, request.req)),
      200,
    );
  });
}
