import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { parametersOf, type View } from "../app/view.ts";
import { answered, api } from "./api.ts";

/** Most error groups that are named at once. */
const MAX_NAMED = 100;

/** The groups of some fingerprints, to call them by what failed. Names need not follow every span that arrives. */
export function errorNamesQuestion(range: View, fingerprints: readonly string[]) {
  return queryOptions({
    queryKey: ["error-names", range, fingerprints],
    enabled: fingerprints.length > 0,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const query = {
        ...parametersOf({ ...range, fingerprint: fingerprints }),
        order: "count" as const,
        limit: String(MAX_NAMED),
      };
      return answered(api.errors.$get({ query }, { init: { signal } }));
    },
  });
}

/** The newest few traces of a view. */
export function sampleTracesQuestion(view: View) {
  return queryOptions({
    queryKey: ["sample-traces", view],
    meta: { isLive: true },
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const query = { ...parametersOf({ ...view, status: ["error"] }), limit: "5" };
      return answered(api.traces.$get({ query }, { init: { signal } }));
    },
  });
}
