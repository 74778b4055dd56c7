import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { parametersOf, type View } from "../app/view.ts";
import { answered, api } from "./api.ts";
import type { PeopleKind } from "./questions.ts";

/** Orders of users and sessions. */
export type PeopleOrder = "cost" | "calls" | "errors" | "latency" | "lastSeen";

/** What a list of users or sessions shows. */
export interface PeopleListing {
  readonly order: PeopleOrder;
  readonly search?: string | undefined;
}

/** Users or sessions, page after page. */
export function peopleQuestion(kind: PeopleKind, view: View, { order, search }: PeopleListing) {
  return infiniteQueryOptions({
    queryKey: [kind, view, order, search],
    meta: { isLive: true },
    placeholderData: keepPreviousData,
    initialPageParam: "",
    queryFn: ({ signal, pageParam }) => {
      const query = {
        ...parametersOf(view),
        order,
        limit: "100",
        ...(search !== undefined && { search }),
        ...(pageParam !== "" && { cursor: pageParam }),
      };
      return answered(api[kind].$get({ query }, { init: { signal } }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

/** One user or session. */
export function personQuestion(kind: PeopleKind, id: string, view: View) {
  return queryOptions({
    queryKey: [kind, "one", id, view],
    meta: { isLive: true },
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const request = { param: { id: encodeURIComponent(id) }, query: parametersOf(view) };
      return answered(api[kind][":id"].$get(request, { init: { signal } }));
    },
  });
}
