import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { QueryContext } from "../query/query-context.ts";
import { automaticStep, STEPS, stepStarts } from "../query/sums/steps.ts";
import { queryTimeseries } from "../query/timeseries/timeseries.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { filterOf, filterParameters } from "./filter-parameters.ts";
import {
  groupParameter,
  keysParameter,
  measureLines,
  measuresParameter,
  timeZoneParameter,
} from "./measure-parameters.ts";
import { rangeSchema, rangeText } from "./range-schema.ts";
import { requestContext } from "./request-context.ts";

const parameters = filterParameters.extend({
  measure: measuresParameter,
  groupBy: groupParameter.optional(),
  limit: keysParameter,
  step: z.enum(STEPS).optional().openapi({ description: "Chosen by the range when absent." }),
  timeZone: timeZoneParameter,
});

const timeseries = z
  .object({
    range: rangeSchema,
    step: z.enum(STEPS),
    timeZone: z.string(),
    times: z
      .array(z.string())
      .openapi({ description: "Start of each step; the first and the last may be cut by the range." }),
    series: z.array(
      z.object({
        key: z
          .string()
          .optional()
          .openapi({ description: "Value of the group; empty where calls have none." }),
        isOther: z.boolean().openapi({ description: "All keys beyond the limit." }),
        values: measureLines,
      }),
    ),
  })
  .openapi("Timeseries");

const route = createRoute({
  method: "get",
  path: "/timeseries",
  summary: "Measures over time, split by a group or not",
  request: { query: parameters },
  responses: {
    200: { description: "The lines", content: { "application/json": { schema: timeseries } } },
    ...apiErrorResponses,
  },
});

/** `GET /timeseries`. */
export function timeseriesRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>().openapi(route, async (request) => {
    const query = request.req.valid("query");
    const { measure: measures, groupBy, limit, timeZone } = query;
    const filter = filterOf(query, request.get("project"), context.clock.now());
    const step = query.step ?? automaticStep(filter.range, measures);
    const starts = stepStarts(filter.range, step, timeZone);
    const question = { filter, measures, stepStarts: starts, limit, ...(groupBy && { group: groupBy }) };
    const series = await queryTimeseries(question, requestContext(context, request.req));
    const times = starts.map((at) => new Date(at).toISOString());
    return request.json({ range: rangeText(filter.range), step, timeZone, times, series: [...series] }, 200);
  });
}
