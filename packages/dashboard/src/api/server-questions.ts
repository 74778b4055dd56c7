import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { InferResponseType } from "hono/client";
import { parametersOf, type View } from "../app/view.ts";
import { answered, api, fetched } from "./api.ts";

/** The projects that one may see. */
export function projectsQuestion(project: string | undefined) {
  return queryOptions({
    queryKey: ["projects", project],
    queryFn: ({ signal }) =>
      answered(api.projects.$get({ query: projectParameter(project) }, { init: { signal } })),
    staleTime: 60_000,
  });
}

/** What the engine holds, and who has sent lately. */
export type ServerStatus = InferResponseType<typeof api.status.$get, 200>;

/** Asks for the state of the server. */
export function statusQuestion(project: string | undefined) {
  return queryOptions({
    queryKey: ["status", project],
    meta: { isLive: true },
    queryFn: ({ signal }) =>
      answered(api.status.$get({ query: projectParameter(project) }, { init: { signal } })),
  });
}

/** What the server was told, and what has become of what came. */
export type ServerSettings = InferResponseType<typeof api.settings.$get, 200>;

/** Asks for the settings in force. */
export function settingsQuestion(project: string | undefined) {
  return queryOptions({
    queryKey: ["settings", project],
    meta: { isLive: true },
    queryFn: ({ signal }) =>
      answered(api.settings.$get({ query: projectParameter(project) }, { init: { signal } })),
  });
}

/** Where the server's doors are, as it knows them itself. */
interface Addresses {
  readonly otlpUrl: string;
  readonly grpcUrl: string;
}

/** Where to send. */
export const addressesQuestion = queryOptions({
  queryKey: ["addresses"],
  queryFn: ({ signal }) => fetched<Addresses>("/api/v1/addresses", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The values of a dimension that occur. */
export function valuesQuestion(view: View, dimension: string, prefix: string) {
  return queryOptions({
    queryKey: ["values", view, dimension, prefix],
    queryFn: ({ signal }) => {
      const request = {
        param: { dimension: dimension as "metadata" },
        query: { ...parametersOf(view), prefix, limit: "50" },
      };
      return answered(api.dimensions[":dimension"].$get(request, { init: { signal } }));
    },
    staleTime: 30_000,
  });
}

/** A budget that processes hold, and where it stands. */
export type Budget = InferResponseType<typeof api.budgets.$get, 200>["budgets"][number];

/** The budgets, whatever range is looked at: they have windows of their own. */
export function budgetsQuestion(project: string | undefined) {
  return queryOptions({
    queryKey: ["budgets", project],
    meta: { isLive: true },
    queryFn: ({ signal }) =>
      answered(api.budgets.$get({ query: projectParameter(project) }, { init: { signal } })),
  });
}

/** Keys of a budget that hold a text, the fullest first. */
export function budgetKeysQuestion(project: string | undefined, id: string, search: string) {
  return queryOptions({
    queryKey: ["budgets", "keys", project, id, search],
    meta: { isLive: true },
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const param = { id: encodeURIComponent(id) };
      const request = { param, query: { ...projectParameter(project), search, limit: "100" } };
      return answered(api.budgets[":id"].keys.$get(request, { init: { signal } }));
    },
  });
}

/** One window of a budget's past. */
export type BudgetPeriod = InferResponseType<
  (typeof api.budgets)[":id"]["history"]["$get"],
  200
>["periods"][number];

/** The last windows of a budget, oldest first. */
export function budgetHistoryQuestion(project: string | undefined, id: string, periods: number) {
  return queryOptions({
    queryKey: ["budgets", "history", project, id, periods],
    meta: { isLive: true },
    queryFn: ({ signal }) => {
      const param = { id: encodeURIComponent(id) };
      const request = { param, query: { ...projectParameter(project), periods: String(periods) } };
      return answered(api.budgets[":id"].history.$get(request, { init: { signal } }));
    },
  });
}

/** An alert that fired in a process. */
export type ProcessAlert = InferResponseType<typeof api.alerts.$get, 200>["alerts"][number];

/** Alerts that fired at some time of the range, whatever else is filtered by: processes tell of them. */
export function alertsQuestion(view: View) {
  const { from, to, project } = view;
  const query = { ...projectParameter(project), limit: "200", ...(from && { from }), ...(to && { to }) };
  return queryOptions({
    queryKey: ["alerts", query],
    meta: { isLive: true },
    queryFn: ({ signal }) => answered(api.alerts.$get({ query }, { init: { signal } })),
  });
}

/** Alerts that fire now, whatever range is looked at. */
export function firingQuestion(project: string | undefined) {
  const query = { ...projectParameter(project), limit: "500", from: "now-1m" };
  return queryOptions({
    queryKey: ["alerts", "firing", project],
    meta: { isLive: true },
    queryFn: async ({ signal }) => {
      const { alerts } = await answered(api.alerts.$get({ query }, { init: { signal } }));
      return alerts.filter(({ status }) => status === "firing");
    },
    refetchInterval: ALERTS_EVERY_MS,
  });
}

/** Alerts begin and end without a span that is stored. */
const ALERTS_EVERY_MS = 30_000;

/** A call that a budget refused. */
export type Denial = InferResponseType<typeof api.denials.$get, 200>["denials"][number];

/** Calls that budgets refused. */
export function denialsQuestion(view: View) {
  return queryOptions({
    queryKey: ["denials", view],
    meta: { isLive: true },
    queryFn: ({ signal }) =>
      answered(api.denials.$get({ query: { ...parametersOf(view), limit: "100" } }, { init: { signal } })),
  });
}

function projectParameter(project: string | undefined) {
  return project === undefined ? {} : { project };
}
