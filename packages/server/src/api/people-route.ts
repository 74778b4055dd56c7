import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { personSchema, queryPeople } from "../query/people/people.ts";
import { decodePeopleCursor, PEOPLE_ORDERS } from "../query/people/people-cursor.ts";
import type { PeopleKind } from "../query/people/people-kind.ts";
import type { QueryContext } from "../query/query-context.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { filterOf, filterParameters } from "./filter-parameters.ts";
import { limitParameter } from "./list-parameters.ts";
import { requestContext } from "./request-context.ts";

const parameters = filterParameters.extend({
  order: z.enum(PEOPLE_ORDERS).default("cost").openapi({ description: "From the most down." }),
  search: z.string().max(200).optional().openapi({ description: "Part of the id, in whatever case." }),
  limit: limitParameter,
  cursor: z.string().max(8192).optional(),
});

const person = personSchema
  .omit({ lastSeen: true })
  .extend({
    latencyMs: z.number().nullable().openapi({ description: "Mean; null when no call was measured." }),
    lastSeen: z.string().openapi({
      description: "Start of the last call: exact within the range's last day (UTC), to the day before it.",
    }),
  })
  .openapi("Person");

const page = z.object({ people: z.array(person).readonly(), nextCursor: z.string().optional() });

const responses = {
  200: { description: "A page of them", content: { "application/json": { schema: page } } },
  ...apiErrorResponses,
};

const usersRoute = createRoute({
  method: "get",
  path: "/users",
  summary: "Users by spend, calls, errors, latency or last call",
  request: { query: parameters },
  responses,
});

const sessionsRoute = createRoute({
  method: "get",
  path: "/sessions",
  summary: "Sessions by spend, calls, errors, latency or last call",
  request: { query: parameters },
  responses,
});

/** `GET /users` and `GET /sessions`. */
export function peopleRoute(context: QueryContext) {
  const ask = async (
    kind: PeopleKind,
    given: z.infer<typeof parameters>,
    request: { readonly project: string; readonly context: QueryContext },
  ) => {
    const { order, limit, search, cursor } = given;
    const after = cursor === undefined ? undefined : decodePeopleCursor(cursor, order);
    const filter = filterOf(given, request.project, context.clock.now());
    const answer = await queryPeople(
      kind,
      { filter, page: { order, limit, search, after } },
      request.context,
    );
    const people = answer.people.map(({ lastSeen, ...rest }) => ({
      ...rest,
      lastSeen: new Date(lastSeen).toISOString(),
    }));
    return { ...answer, people };
  };
  return new OpenAPIHono<ApiEnvironment>()
    .openapi(usersRoute, async (request) => {
      const from = { project: request.get("project"), context: requestContext(context, request.req) };
      return request.json(await ask("user", request.req.valid("query"), from), 200);
    })
    .openapi(sessionsRoute, async (request) => {
      const from = { project: request.get("project"), context: requestContext(context, request.req) };
      return request.json(await ask("session", request.req.valid("query"), from), 200);
    });
}
