import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { QueryContext } from "../query/query-context.ts";
import { querySpans } from "../query/spans/spans.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { listOf, listParameters } from "./list-parameters.ts";
import { requestContext } from "./request-context.ts";
import { denialSchema } from "./span-record-schema.ts";

const text = z.string().optional();

const deniedCallSchema = z
  .object({
    traceId: z.string(),
    spanId: z.string(),
    startTime: z.string(),
    name: z.string(),
    model: text,
    service: text,
    environment: text,
    userId: text,
    sessionId: text,
    queryType: text,
    denial: denialSchema.optional(),
  })
  .openapi("DeniedCall");

const page = z.object({ denials: z.array(deniedCallSchema).readonly(), nextCursor: text });

const route = createRoute({
  method: "get",
  path: "/denials",
  summary: "Calls that a budget refused, newest first, each with the budget's numbers",
  request: { query: listParameters.omit({ order: true }) },
  responses: {
    200: { description: "A page of refused calls", content: { "application/json": { schema: page } } },
    ...apiErrorResponses,
  },
});

/** `GET /denials`. */
export function denialsRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>().openapi(route, async (request) => {
    const parameters = { ...request.req.valid("query"), order: "start", status: "blocked" } as const;
    const list = listOf(parameters, request.get("project"), context.clock.now());
    const { spans, ...rest } = await querySpans(list.filter, list.page, requestContext(context, request.req));
    const denials = spans.map(({ budget, requestModel, responseModel, ...span }) => {
      const { traceId, spanId, startTime, name, service, environment, userId, sessionId, queryType } = span;
      const who = { service, environment, userId, sessionId, queryType };
      const model = requestModel ?? responseModel;
      return { traceId, spanId, startTime, name, model, ...who, denial: budget?.denial };
    });
    return request.json({ denials, ...rest }, 200);
  });
}
