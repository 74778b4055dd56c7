import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { InferRequestType, InferResponseType } from "hono/client";
import { coarseStep, lengthOf, type StepName } from "../app/time-steps.ts";
import { parametersOf, type View } from "../app/view.ts";
import { answered, api } from "./api.ts";

/** Every measure over the range, and over the stretch before it. */
export type Overview = InferResponseType<typeof api.overview.$get, 200>;
/** Measures over time. */
export type Timeseries = InferResponseType<typeof api.timeseries.$get, 200>;
/** A table by group. */
export type Breakdown = InferResponseType<typeof api.breakdown.$get, 200>;
/** Name of a measure. */
export type MeasureName = keyof Overview["current"];
/** Errors that are one. */
export type ErrorGroup = InferResponseType<typeof api.errors.$get, 200>["groups"][number];
/** A trace in a list. */
export type TraceSummary = InferResponseType<typeof api.traces.$get, 200>["traces"][number];
/** A span whose text was found. */
export type SearchHit = InferResponseType<typeof api.search.$get, 200>["hits"][number];
/** A trace with all of its spans. */
export type Trace = InferResponseType<(typeof api.traces)[":traceId"]["$get"], 200>;
/** A span of a trace. */
export type TraceSpan = Trace["spans"][number];
/** A user or a session in a list. */
export type Person = InferResponseType<typeof api.users.$get, 200>["people"][number];
/** Users, or sessions. */
export type PeopleKind = "users" | "sessions";

/** Queries that change while spans arrive. */
const LIVE = { meta: { isLive: true }, placeholderData: keepPreviousData } as const;

/**
 * While another range or filter is asked for, the answer to the same question stays, marked as old. Keys are
 * [name, view, ...question]; an answer to another question would be of no use.
 */
function keptFor(...question: readonly unknown[]) {
  const text = JSON.stringify(question);
  return {
    meta: { isLive: true },
    placeholderData: <Data>(before: Data | undefined, query?: { readonly queryKey: readonly unknown[] }) =>
      JSON.stringify(query?.queryKey.slice(2)) === text ? before : undefined,
  };
}

const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** All measures, now and before. */
export function overviewQuestion(view: View) {
  return queryOptions({
    ...LIVE,
    queryKey: ["overview", view],
    queryFn: ({ signal }) => answered(api.overview.$get({ query: parametersOf(view) }, { init: { signal } })),
  });
}

/** What a chart or a table asks. */
export interface MeasureQuestion {
  readonly view: View;
  readonly measures: readonly MeasureName[];
  readonly groupBy?: string | undefined;
  readonly limit?: number;
  /** Over time: as many steps as bars can be told apart, not as many as a line can have. */
  readonly isCoarse?: boolean;
  /** Over time: this step, whatever the range. */
  readonly step?: StepName | undefined;
}

/** Measures over time. */
export function timeseriesQuestion({
  view,
  measures,
  groupBy,
  limit = 8,
  isCoarse = false,
  step,
}: MeasureQuestion) {
  return queryOptions({
    ...keptFor(measures, groupBy, limit, isCoarse, step),
    queryKey: ["timeseries", view, measures, groupBy, limit, isCoarse, step],
    queryFn: ({ signal }) => {
      const query = {
        ...parametersOf(view),
        measure: [...measures],
        ...(groupBy !== undefined && { groupBy: groupBy as GroupParameter }),
        limit: String(limit),
        ...(isCoarse && { step: coarseStep(lengthOf(view, Date.now())) }),
        ...(step !== undefined && { step }),
        timeZone,
      };
      return answered(api.timeseries.$get({ query }, { init: { signal } }));
    },
  });
}

/** Calls by time and latency. */
export function heatmapQuestion(view: View) {
  return queryOptions({
    ...LIVE,
    queryKey: ["heatmap", view],
    queryFn: ({ signal }) => {
      const step = coarseStep(lengthOf(view, Date.now()));
      const query = { ...parametersOf(view), step, timeZone };
      return answered(api.heatmap.$get({ query }, { init: { signal } }));
    },
  });
}

/** The server refuses what is no group; addresses are typed by people. */
type GroupParameter = Extract<
  InferRequestType<typeof api.breakdown.$get>["query"]["groupBy"],
  `metadata.${string}`
>;

/** Measures by a group. */
export function breakdownQuestion({ view, measures, groupBy, limit = 10 }: MeasureQuestion) {
  return queryOptions({
    ...keptFor(measures, groupBy, limit),
    queryKey: ["breakdown", view, measures, groupBy, limit],
    queryFn: ({ signal }) => {
      const query = {
        ...parametersOf(view),
        measure: [...measures],
        groupBy: groupBy as GroupParameter,
        limit: String(limit),
      };
      return answered(api.breakdown.$get({ query }, { init: { signal } }));
    },
  });
}

/** Orders of error groups. */
export type ErrorOrder = "count" | "users" | "cost" | "lastSeen";

/** Errors by what they have in common. */
export function errorsQuestion(view: View, order: ErrorOrder, limit = 100) {
  return queryOptions({
    ...LIVE,
    queryKey: ["errors", view, order, limit],
    queryFn: ({ signal }) => {
      const query = { ...parametersOf(view), order, limit: String(limit) };
      return answered(api.errors.$get({ query }, { init: { signal } }));
    },
  });
}

/** What a list of traces is narrowed to and ordered by, beside the view. */
export interface TraceListing {
  readonly order?: "start" | "duration" | "cost" | undefined;
  readonly text?: string | undefined;
  readonly hasError?: "true" | undefined;
  readonly unpriced?: "true" | undefined;
  readonly minDurationMs?: string | undefined;
  readonly maxDurationMs?: string | undefined;
  readonly minCostNanos?: string | undefined;
}

/** A page of traces. */
export type TracesPageAnswer = InferResponseType<typeof api.traces.$get, 200>;

/**
 * Traces, page after page. The cursor keeps the range of the first, and nothing is asked for again by itself: nothing
 * moves while one reads. What arrives meanwhile is asked for apart.
 */
export function tracesQuestion(view: View, listing: TraceListing) {
  return infiniteQueryOptions({
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    queryKey: ["traces", view, listing],
    initialPageParam: "",
    queryFn: ({ signal, pageParam }) => askTraces(view, { ...listing, ...cursor(pageParam) }, signal),
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

/** The first page of traces as it would be now; `known` is the one that is shown. */
export function newestTracesQuestion(view: View, listing: TraceListing, known: TracesPageAnswer | undefined) {
  return queryOptions({
    meta: { isLive: true },
    queryKey: ["traces-newest", view, listing],
    enabled: known !== undefined,
    ...(known !== undefined && { initialData: known }),
    queryFn: ({ signal }) => askTraces(view, listing, signal),
  });
}

/** The traces before a cursor, page after page; nothing is asked for while there is none. */
export function earlierTracesQuestion(view: View, before: string | undefined) {
  return infiniteQueryOptions({
    enabled: before !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryKey: ["traces-earlier", view, before],
    initialPageParam: before ?? "",
    queryFn: ({ signal, pageParam }) => askTraces(view, cursor(pageParam), signal),
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

function askTraces(view: View, listing: TraceListing & { readonly cursor?: string }, signal: AbortSignal) {
  const query = { ...parametersOf(view), ...listing, limit: "100" };
  return answered(api.traces.$get({ query }, { init: { signal } }));
}

/** Spans whose prompts or answers hold every word. */
export function searchQuestion(view: View, q: string) {
  return infiniteQueryOptions({
    queryKey: ["search", view, q],
    placeholderData: keepPreviousData,
    initialPageParam: "",
    queryFn: ({ signal, pageParam }) => {
      const query = { ...parametersOf(view), q, ...cursor(pageParam), limit: "50" };
      return answered(api.search.$get({ query }, { init: { signal } }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

function cursor(pageParam: string) {
  return pageParam === "" ? {} : { cursor: pageParam };
}

/** Which trace, in which project, and when about it was. */
export interface TraceAddress {
  readonly traceId: string;
  readonly project?: string | undefined;
  /** ISO 8601; finds it quicker. */
  readonly at?: string | undefined;
}

/** One trace. Spans that are still to come are asked for while one looks. */
export function traceQuestion({ traceId, project, at }: TraceAddress) {
  return queryOptions({
    queryKey: ["trace", traceId, project],
    meta: { isLive: true },
    queryFn: ({ signal }) => {
      const request = { param: { traceId }, query: { ...given({ project, at }) } };
      return answered(api.traces[":traceId"].$get(request, { init: { signal } }));
    },
  });
}

/** One trace with its prompts and answers, to take away. */
export function askToldTrace({ traceId, project, at }: TraceAddress) {
  const request = { param: { traceId }, query: { ...given({ project, at }), payloads: "true" as const } };
  return answered(api.traces[":traceId"].$get(request));
}

/** One trace with its prompts and answers, to read. */
export function toldTraceQuestion(address: TraceAddress) {
  return queryOptions({
    queryKey: ["trace-told", address],
    staleTime: 60_000,
    queryFn: () => askToldTrace(address),
  });
}

/** Which spans of a trace hold a text in their prompts or answers, as it stands; `from` and `to` hold all of them. */
export function traceTextQuestion(
  traceId: string,
  text: string,
  range: Pick<View, "from" | "to" | "project">,
) {
  return queryOptions({
    queryKey: ["trace-text", traceId, text, range],
    enabled: text.length > 1,
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const q = text.includes('"') ? text : `"${text}"`;
      const found: string[] = [];
      let after: { readonly cursor?: string } = {};
      for (;;) {
        const query = { ...parametersOf(range), q: q.slice(0, 500), traceId, limit: "500", ...after };
        const page = await answered(api.search.$get({ query }, { init: { signal } }));
        found.push(...page.hits.map(({ spanId }) => spanId));
        if (page.nextCursor === undefined) return found;
        after = { cursor: page.nextCursor };
      }
    },
  });
}

/** Prompt and answer of a span. */
export function payloadQuestion({ traceId, project, at }: TraceAddress, spanId: string) {
  return queryOptions({
    queryKey: ["payload", traceId, spanId, project],
    queryFn: ({ signal }) => {
      const request = { param: { traceId, spanId }, query: { ...given({ project, at }) } };
      return answered(api.traces[":traceId"].spans[":spanId"].payload.$get(request, { init: { signal } }));
    },
  });
}

function given<Values extends Readonly<Record<string, string | undefined>>>(values: Values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Values]?: string;
  };
}
