import type { BudgetStatus } from "@breakwater/core/budget/budget-status";
import { forecastBudget } from "@breakwater/core/report/forecast";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { queryBudgetHistory } from "../query/budgets/budget-history.ts";
import { queryBudgetState } from "../query/budgets/budget-states.ts";
import { type KnownBudget, queryKnownBudgets } from "../query/budgets/known-budgets.ts";
import { NotFoundError } from "../query/not-found-error.ts";
import type { QueryContext } from "../query/query-context.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses, notFoundResponse } from "./api-errors.ts";
import { budgetKeySchema, budgetPeriodSchema, budgetSchema } from "./budget-schemas.ts";
import { requestContext } from "./request-context.ts";

/** Budgets that are asked at once. */
const AT_ONCE = 4;

const project = z.string().max(512).optional();
const keys = z.coerce.number().int().min(1).max(500).default(10).openapi({
  description: "Keys (users and so on) told one by one, the fullest first.",
});

const listRoute = createRoute({
  method: "get",
  path: "/budgets",
  summary: "The budgets that processes hold: what is spent over all of them, and when it runs out",
  request: { query: z.strictObject({ project, keys }) },
  responses: {
    200: {
      description: "The budgets, by name",
      content: { "application/json": { schema: z.object({ budgets: z.array(budgetSchema).readonly() }) } },
    },
    ...apiErrorResponses,
  },
});

const keysRoute = createRoute({
  method: "get",
  path: "/budgets/{id}/keys",
  summary: "Keys (users and so on) of a budget, the fullest first, found by a part of their value",
  request: {
    params: z.object({ id: z.string().max(600) }),
    query: z.strictObject({ project, search: z.string().max(512).default(""), limit: keys }),
  },
  responses: {
    200: {
      description: "Those that were found",
      content: {
        "application/json": {
          schema: z.object({
            keys: z.array(budgetKeySchema).readonly(),
            total: z.number().openapi({ description: "Keys that fit, told or not." }),
          }),
        },
      },
    },
    404: notFoundResponse,
    ...apiErrorResponses,
  },
});

const historyRoute = createRoute({
  method: "get",
  path: "/budgets/{id}/history",
  summary: "The last windows of a budget, oldest first",
  request: {
    params: z.object({ id: z.string().max(600) }),
    query: z.strictObject({ project, periods: z.coerce.number().int().min(1).max(400).default(30) }),
  },
  responses: {
    200: {
      description: "One entry for each window; the last one runs",
      content: {
        "application/json": { schema: z.object({ periods: z.array(budgetPeriodSchema).readonly() }) },
      },
    },
    404: notFoundResponse,
    ...apiErrorResponses,
  },
});

/** `GET /budgets` and `GET /budgets/{id}/history`. */
export function budgetsRoute(context: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>()
    .openapi(listRoute, async (request) => {
      const asked = requestContext(context, request.req);
      const { keys: limit } = request.req.valid("query");
      const known = await queryKnownBudgets(request.get("project"), asked);
      const budgets: z.infer<typeof budgetSchema>[] = [];
      for (let from = 0; from < known.length; from += AT_ONCE) {
        const some = known.slice(from, from + AT_ONCE);
        const question = { project: request.get("project"), limit };
        budgets.push(...(await Promise.all(some.map((one) => toldBudget(one, question, asked)))));
      }
      return request.json({ budgets }, 200);
    })
    .openapi(keysRoute, async (request) => {
      const asked = requestContext(context, request.req);
      const { search, limit } = request.req.valid("query");
      const { id } = request.req.valid("param");
      const question = { project: request.get("project"), search, limit };
      const definition = await definitionOf(id, question.project, asked);
      const { fullest, foundKeys } = await queryBudgetState({ ...question, definition }, asked);
      const now = context.clock.now();
      return request.json({ keys: fullest.map((status) => toldKey(status, now)), total: foundKeys }, 200);
    })
    .openapi(historyRoute, async (request) => {
      const asked = requestContext(context, request.req);
      const { periods } = request.req.valid("query");
      const { id } = request.req.valid("param");
      const definition = await definitionOf(id, request.get("project"), asked);
      const question = { project: request.get("project"), definition, periods };
      return request.json({ periods: await queryBudgetHistory(question, asked) }, 200);
    });
}

/** @throws NotFoundError, as a rejection */
async function definitionOf(
  id: string,
  ofProject: string,
  context: QueryContext,
): Promise<KnownBudget["definition"]> {
  const found = (await queryKnownBudgets(ofProject, context)).find((one) => one.id === id);
  if (found === undefined) throw new NotFoundError(`There is no budget "${id}".`);
  return found.definition;
}

async function toldBudget(
  { definition, ...known }: KnownBudget,
  question: { readonly project: string; readonly limit: number },
  context: QueryContext,
): Promise<z.infer<typeof budgetSchema>> {
  const { fullest, foundKeys: _, ...sums } = await queryBudgetState({ ...question, definition }, context);
  const now = context.clock.now();
  return { ...known, ...definition, ...sums, fullest: fullest.map((status) => toldKey(status, now)) };
}

function toldKey(status: BudgetStatus, now: number): z.infer<typeof budgetSchema>["fullest"][number] {
  const { key, spentNanos, heldNanos, limitNanos, deniedCalls, windowStart, windowEnd } = status;
  const { headline } = forecastBudget(status, now);
  return {
    key,
    spentNanos,
    heldNanos,
    deniedCalls,
    usedRatio: limitNanos === 0 ? 1 : (spentNanos + heldNanos) / limitNanos,
    windowStart: new Date(windowStart).toISOString(),
    windowEnd: new Date(windowEnd).toISOString(),
    forecast:
      headline.outcome === "runs_out" ? { ...headline, at: new Date(headline.at).toISOString() } : headline,
  };
}
