import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { queryMonitors } from "../query/monitors/monitors.ts";
import type { QueryContext } from "../query/query-context.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { requestContext } from "./request-context.ts";

/** Monitors that were heard of in this time are told. */
const SHOWN_MS = 86_400_000;

const text = z.string().optional();

const monitorSchema = z
  .object({
    monitorId: z.string(),
    service: text,
    environment: text,
    release: text,
    sdkVersion: z.string(),
    startedAt: z.string(),
    seenAt: z.string(),
    clockLagMs: z.number().openapi({ description: "How far its clock is behind the server's." }),
    isAlive: z.boolean(),
    budgets: z.array(z.string()).openapi({ description: "Names of the budgets that it holds." }),
  })
  .openapi("Monitor");

const route = createRoute({
  method: "get",
  path: "/monitors",
  summary: "Processes that have told of themselves within a day, newest first",
  request: { query: z.strictObject({ project: z.string().max(512).optional() }) },
  responses: {
    200: {
      description: "The processes",
      content: { "application/json": { schema: z.object({ monitors: z.array(monitorSchema) }) } },
    },
    ...apiErrorResponses,
  },
});

/** `GET /monitors`. */
export function monitorsRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>().openapi(route, async (request) => {
    const since = context.clock.now() - SHOWN_MS;
    const asked = requestContext(context, request.req);
    const monitors = await queryMonitors({ project: request.get("project"), since }, asked);
    const told = monitors.map(({ budgets, ...monitor }) => ({
      ...monitor,
      budgets: budgets.map(({ name }) => name),
    }));
    return request.json({ monitors: told }, 200);
  });
}
