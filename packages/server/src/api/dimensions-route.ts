import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { queryDimensionValues, queryMetadataKeys } from "../query/dimensions/dimension-values.ts";
import type { QueryContext } from "../query/query-context.ts";
import { DIMENSION_COLUMNS } from "../query/span-filter.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { filterOf, filterParameters } from "./filter-parameters.ts";
import { limitParameter } from "./list-parameters.ts";
import { groupParameter } from "./measure-parameters.ts";
import { requestContext } from "./request-context.ts";

const search = filterParameters.extend({
  prefix: z
    .string()
    .max(200)
    .optional()
    .openapi({ description: "Beginning of the value, in whatever case." }),
  limit: limitParameter,
});

const found = z
  .object({ values: z.array(z.object({ value: z.string(), calls: z.number().int() })).readonly() })
  .openapi("DimensionValues", { description: "Most frequent first; an empty text stands for none." });

const names = z.object({ dimensions: z.array(z.string()) }).openapi("Dimensions");

const namesRoute = createRoute({
  method: "get",
  path: "/dimensions",
  summary: "What questions can filter and split by",
  responses: {
    200: { description: "The names", content: { "application/json": { schema: names } } },
    ...apiErrorResponses,
  },
});

const valuesRoute = createRoute({
  method: "get",
  path: "/dimensions/{dimension}",
  summary: "Values of a dimension, of tag or of metadata.<key>; of metadata, its keys",
  request: {
    params: z.object({ dimension: z.union([z.literal("metadata"), groupParameter]) }),
    query: search,
  },
  responses: {
    200: { description: "The values", content: { "application/json": { schema: found } } },
    ...apiErrorResponses,
  },
});

/** `GET /dimensions` and `GET /dimensions/{dimension}`. */
export function dimensionsRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>()
    .openapi(namesRoute, (request) =>
      request.json({ dimensions: [...Object.keys(DIMENSION_COLUMNS), "tag", "metadata"] }, 200),
    )
    .openapi(valuesRoute, async (request) => {
      const { dimension } = request.req.valid("param");
      const query = request.req.valid("query");
      const { prefix, limit } = query;
      const filter = filterOf(query, request.get("project"), context.clock.now());
      const question = { filter, limit, ...(prefix !== undefined && { prefix }) };
      const asker = requestContext(context, request.req);
      const values =
        dimension === "metadata"
          ? await queryMetadataKeys(question, asker)
          : await queryDimensionValues(dimension, question, asker);
      return request.json({ values }, 200);
    });
}
