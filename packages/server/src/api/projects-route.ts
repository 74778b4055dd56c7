import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { queryProjects } from "../query/projects/projects.ts";
import type { QueryContext } from "../query/query-context.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { requestContext } from "./request-context.ts";

const projects = z
  .object({
    projects: z.array(z.string()).readonly().openapi({ description: "Those with spans, by name." }),
    current: z.string().openapi({ description: "The one that this request is about." }),
  })
  .openapi("Projects");

const route = createRoute({
  method: "get",
  path: "/projects",
  summary: "The projects that the one who asks may see",
  request: { query: z.object({ project: z.string().max(512).optional() }) },
  responses: {
    200: { description: "Their names", content: { "application/json": { schema: projects } } },
    ...apiErrorResponses,
  },
});

/** `GET /projects`. Whose key is bound to a project learns of no other. */
export function projectsRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>().openapi(route, async (request) => {
    const current = request.get("project");
    const { project: bound } = request.get("identity");
    const found = bound === undefined ? await queryProjects(requestContext(context, request.req)) : [bound];
    return request.json({ projects: found, current }, 200);
  });
}
