import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { queryHeatmap } from "../query/heatmap/heatmap.ts";
import type { QueryContext } from "../query/query-context.ts";
import { automaticStep, STEPS, stepStarts } from "../query/sums/steps.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { filterOf, filterParameters } from "./filter-parameters.ts";
import { timeZoneParameter } from "./measure-parameters.ts";
import { rangeSchema, rangeText } from "./range-schema.ts";
import { requestContext } from "./request-context.ts";

const parameters = filterParameters.extend({ step: z.enum(STEPS).optional(), timeZone: timeZoneParameter });

const heatmap = z
  .object({
    range: rangeSchema,
    step: z.enum(STEPS),
    times: z.array(z.string()),
    boundsMs: z.array(z.number()).readonly().openapi({ description: "Lower bounds of the rows, ascending." }),
    cells: z
      .array(z.array(z.number().int()).length(3).readonly())
      .readonly()
      .openapi({ description: "[step, row, calls], counted from 0; cells without calls are left out." }),
  })
  .openapi("Heatmap");

const route = createRoute({
  method: "get",
  path: "/heatmap",
  summary: "Calls by time and latency",
  request: { query: parameters },
  responses: {
    200: { description: "The cells", content: { "application/json": { schema: heatmap } } },
    ...apiErrorResponses,
  },
});

/** `GET /heatmap`. */
export function heatmapRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>().openapi(route, async (request) => {
    const query = request.req.valid("query");
    const filter = filterOf(query, request.get("project"), context.clock.now());
    const step = query.step ?? automaticStep(filter.range, ["latencyP50Ms"]);
    const starts = stepStarts(filter.range, step, query.timeZone);
    const found = await queryHeatmap(filter, starts, requestContext(context, request.req));
    const times = starts.map((at) => new Date(at).toISOString());
    return request.json({ range: rangeText(filter.range), step, times, ...found }, 200);
  });
}
