import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { QueryContext } from "../query/query-context.ts";
import { queryStatus } from "../query/status/status.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { requestContext } from "./request-context.ts";

const diskSchema = z.object({
  usedBytes: z.number().openapi({ description: "What the data takes." }),
  freeBytes: z.number().openapi({ description: "Free on the volume of the data." }),
  maxBytes: z.number().optional().openapi({ description: "disk.max of the settings." }),
  minFreeBytes: z.number().openapi({ description: "disk.minFree of the settings." }),
  fullBecause: z.string().optional().openapi({ description: "Why nothing more is taken." }),
  drops: z
    .array(
      z.object({ at: z.string(), table: z.string(), day: z.string(), rows: z.number(), bytes: z.number() }),
    )
    .readonly()
    .openapi({ description: "Days that were dropped last to make room, newest first." }),
});

/** What `GET /status` answers. */
export const statusSchema = z.object({
  now: z.string().openapi({ description: "The server's clock." }),
  engineVersion: z.string(),
  tables: z.array(z.object({ table: z.string(), rows: z.number(), bytes: z.number() })).readonly(),
  arrivals: z
    .array(
      z.object({
        service: z.string(),
        protocol: z.string(),
        dialect: z.string(),
        spans: z.number(),
        inferenceCalls: z.number(),
        lastArrival: z.string(),
        aheadMs: z
          .number()
          .openapi({ description: "How far starts lie ahead of their arrival: a wrong clock." }),
      }),
    )
    .readonly()
    .openapi({ description: "What arrived in the last day, by sender, newest first." }),
  unused: z
    .array(
      z.object({
        signal: z.enum(["logs", "metrics"]),
        service: z.string(),
        dialect: z.string().openapi({ description: "By its name; none when it tells of no LLM." }),
        name: z.string().openapi({ description: "Of the event or the metric; empty for a plain log." }),
        count: z.number().openapi({ description: "Log records or data points since the server started." }),
        lastArrival: z.string(),
      }),
    )
    .readonly()
    .openapi({
      description: "Logs and metrics that were accepted and of which nothing is kept, newest first.",
    }),
  oldestSpan: z.string().optional(),
  disk: diskSchema.optional(),
});

const route = createRoute({
  method: "get",
  path: "/status",
  summary: "What the engine holds, and what has arrived lately from whom",
  request: { query: z.object({ project: z.string().max(512).optional() }) },
  responses: {
    200: { description: "The state", content: { "application/json": { schema: statusSchema } } },
    ...apiErrorResponses,
  },
});

/** `GET /status`. */
export function statusRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>().openapi(route, async (request) => {
    const status = await queryStatus(request.get("project"), requestContext(context, request.req));
    return request.json({ now: new Date(context.clock.now()).toISOString(), ...status }, 200);
  });
}
