import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { QueryContext } from "../query/query-context.ts";
import { momentOfText } from "../query/time-range.ts";
import { queryPayload, queryTrace } from "../query/trace/trace.ts";
import { withPayloads } from "../query/trace/trace-payloads.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses, notFoundResponse } from "./api-errors.ts";
import { requestContext } from "./request-context.ts";
import { spanRecordSchema } from "./span-record-schema.ts";
import { traceIdParameter } from "./trace-id-parameter.ts";

const at = z.string().max(64).optional().openapi({
  description: "A moment within the trace (ISO 8601): then no more than a day about it is read.",
});

const spanId = z
  .string()
  .max(32)
  .transform((text) => text.toLowerCase())
  .refine((text) => /^[0-9a-f]{16}$/.test(text), "a span id has 16 hex digits");

const query = z.object({ at, project: z.string().max(512).optional() });

const wholeQuery = query.extend({
  payloads: z.enum(["true", "false"]).optional().openapi({
    description: "With prompts and answers, as far as they were kept and fit into one answer.",
  }),
});

const traceSchema = z
  .object({
    traceId: z.string(),
    spans: z
      .array(
        spanRecordSchema
          .extend({
            hasPayload: z.boolean(),
            input: z.string().optional().openapi({ description: "Only where payloads were asked for." }),
            output: z.string().optional(),
          })
          .openapi("TraceSpan"),
      )
      .readonly(),
    isCut: z
      .boolean()
      .openapi({ description: "It has more spans than an answer holds; these are the first." }),
    arePayloadsCut: z.boolean().optional().openapi({
      description: "Asked for, but more than an answer holds: later spans come without theirs.",
    }),
  })
  .openapi("Trace");

const wholeRoute = createRoute({
  method: "get",
  path: "/traces/{traceId}",
  summary: "All spans of a trace, in the order in which they started, without payloads",
  request: { params: z.object({ traceId: traceIdParameter }), query: wholeQuery },
  responses: {
    200: { description: "The trace", content: { "application/json": { schema: traceSchema } } },
    404: notFoundResponse,
    ...apiErrorResponses,
  },
});

const payloadRoute = createRoute({
  method: "get",
  path: "/traces/{traceId}/spans/{spanId}/payload",
  summary: "Prompt and answer of a span, as far as they were kept",
  request: { params: z.object({ traceId: traceIdParameter, spanId }), query },
  responses: {
    200: {
      description: "The payload",
      content: { "application/json": { schema: z.object({ input: z.string(), output: z.string() }) } },
    },
    404: notFoundResponse,
    ...apiErrorResponses,
  },
});

/** `GET /traces/{traceId}` and the payloads of its spans. */
export function traceRoute(context: QueryContext) {
  const momentOf = (text: string | undefined) =>
    text === undefined ? undefined : momentOfText(text, "at", context.clock.now());
  return new OpenAPIHono<ApiEnvironment>()
    .openapi(wholeRoute, async (request) => {
      const address = { ...request.req.valid("param"), project: request.get("project") };
      const { at: given, payloads } = request.req.valid("query");
      const asked = { ...address, at: momentOf(given) };
      const from = requestContext(context, request.req);
      const trace = await queryTrace(asked, from);
      return request.json(payloads === "true" ? await withPayloads(trace, asked, from) : trace, 200);
    })
    .openapi(payloadRoute, async (request) => {
      const address = { ...request.req.valid("param"), project: request.get("project") };
      const moment = momentOf(request.req.valid("query").at);
      const payload = await queryPayload({ ...address, at: moment }, requestContext(context, request.req));
      return request.json(payload, 200);
    });
}
