import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { QueryContext } from "../query/query-context.ts";
import { querySpans } from "../query/spans/spans.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { listOf, listParameters } from "./list-parameters.ts";
import { requestContext } from "./request-context.ts";
import { spanRecordSchema } from "./span-record-schema.ts";

const page = z.object({
  spans: z.array(spanRecordSchema).readonly(),
  nextCursor: z.string().optional().openapi({ description: "Asks for the next page; absent on the last." }),
});

const route = createRoute({
  method: "get",
  path: "/spans",
  summary: "Spans by filter, newest, longest or dearest first, without payloads",
  request: { query: listParameters },
  responses: {
    200: { description: "A page of spans", content: { "application/json": { schema: page } } },
    ...apiErrorResponses,
  },
});

/** `GET /spans`. */
export function spansRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>().openapi(route, async (request) => {
    const { filter, page } = listOf(request.req.valid("query"), request.get("project"), context.clock.now());
    return request.json(await querySpans(filter, page, requestContext(context, request.req)), 200);
  });
}
