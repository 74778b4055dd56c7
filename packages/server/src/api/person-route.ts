import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { queryPerson } from "../query/people/one-person.ts";
import type { QueryContext } from "../query/query-context.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses, notFoundResponse } from "./api-errors.ts";
import { filterOf, filterParameters } from "./filter-parameters.ts";
import { measureValues } from "./measure-parameters.ts";
import { requestContext } from "./request-context.ts";
import { tracePageSchema } from "./traces-route.ts";

const onePerson = z
  .object({
    id: z.string(),
    measures: measureValues,
    firstSeen: z.string(),
    lastSeen: z.string(),
    ...tracePageSchema.shape,
  })
  .openapi("OnePerson");

const detailResponses = {
  200: {
    description:
      "Every measure, and the newest traces; `/traces` with the same filter goes on from the cursor",
    content: { "application/json": { schema: onePerson } },
  },
  404: notFoundResponse,
  ...apiErrorResponses,
};

const detailRequest = { params: z.object({ id: z.string().max(4096) }), query: filterParameters };

const userRoute = createRoute({
  method: "get",
  path: "/users/{id}",
  summary: "One user: measures, first and last call, newest traces",
  request: detailRequest,
  responses: detailResponses,
});

const sessionRoute = createRoute({
  method: "get",
  path: "/sessions/{id}",
  summary: "One session: measures, first and last call, newest traces",
  request: detailRequest,
  responses: detailResponses,
});

/** `GET /users/{id}` and `GET /sessions/{id}`. */
export function personRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>()
    .openapi(userRoute, async (request) => {
      const filter = filterOf(request.req.valid("query"), request.get("project"), context.clock.now());
      const asked = { id: request.req.valid("param").id, filter };
      return request.json(await queryPerson("user", asked, requestContext(context, request.req)), 200);
    })
    .openapi(sessionRoute, async (request) => {
      const filter = filterOf(request.req.valid("query"), request.get("project"), context.clock.now());
      const asked = { id: request.req.valid("param").id, filter };
      return request.json(await queryPerson("session", asked, requestContext(context, request.req)), 200);
    });
}
