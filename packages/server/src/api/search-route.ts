import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { decodeCursor } from "../query/page-cursor.ts";
import type { QueryContext } from "../query/query-context.ts";
import { searchPayloads } from "../query/search/search.ts";
import { searchHitSchema } from "../query/search/search-hit.ts";
import { searchTermsOf } from "../query/search/search-terms.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { filterOfList, listParameters } from "./list-parameters.ts";
import { requestContext } from "./request-context.ts";
import { traceIdParameter } from "./trace-id-parameter.ts";

const route = createRoute({
  method: "get",
  path: "/search",
  summary: "Spans whose prompt or answer holds every word and phrase, newest first",
  request: {
    query: listParameters.omit({ order: true }).extend({
      traceId: traceIdParameter.optional().openapi({ description: "Only spans of this trace." }),
      q: z
        .string()
        .min(1)
        .max(500)
        .refine((text) => {
          const { words, phrases } = searchTermsOf(text);
          return words.length + phrases.length > 0;
        }, "name a word, or a phrase in double quotes")
        .openapi({ description: 'Whole words, and phrases in double quotes: `refund "thirty days"`.' }),
    }),
  },
  responses: {
    200: {
      description: "A page of hits; the search answers within seconds and its cursor goes on from there",
      content: {
        "application/json": {
          schema: z.object({
            hits: z.array(searchHitSchema.openapi("SearchHit")).readonly(),
            nextCursor: z.string().optional(),
            searchedFrom: z.string().openapi({ description: "Everything after this moment was searched." }),
          }),
        },
      },
    },
    ...apiErrorResponses,
  },
});

/** `GET /search`. */
export function searchRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>().openapi(route, async (request) => {
    const { q, limit, cursor, traceId, ...parameters } = request.req.valid("query");
    const filter = filterOfList(parameters, request.get("project"), context.clock.now());
    const after = cursor === undefined ? undefined : decodeCursor(cursor, "start");
    const question = { filter, terms: searchTermsOf(q), limit, after, traceId };
    return request.json(await searchPayloads(question, requestContext(context, request.req)), 200);
  });
}
