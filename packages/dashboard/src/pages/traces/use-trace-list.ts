import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import {
  newestTracesQuestion,
  type TraceListing,
  type TracesPageAnswer,
  tracesQuestion,
} from "../../api/questions.ts";
import type { View } from "../../app/view.ts";
import { newTraces } from "./new-traces.ts";

/** The list of traces, which stands still while one reads it: what is new waits until it is asked for. */
export function useTraceList(view: View, listing: TraceListing, isReading: boolean) {
  const queries = useQueryClient();
  const question = useMemo(() => tracesQuestion(view, listing), [view, listing]);
  const answer = useInfiniteQuery(question);
  const pages = answer.isPlaceholderData ? undefined : answer.data?.pages;
  const { data: newest } = useQuery(newestTracesQuestion(view, listing, pages?.[0]));
  const traces = useMemo(() => answer.data?.pages.flatMap((page) => page.traces) ?? [], [answer.data]);
  const isShown = newest === undefined || newest === pages?.[0];
  const fresh = isShown ? 0 : newTraces(traces, newest.traces);
  const show = useCallback(() => {
    if (newest === undefined) return;
    const first: InfiniteData<TracesPageAnswer, string> = { pages: [newest], pageParams: [""] };
    queries.setQueryData(question.queryKey, first);
  }, [queries, question, newest]);
  const isDue = !(isReading || isShown || answer.isFetchingNextPage) && pages !== undefined;
  useEffect(() => {
    if (isDue) show();
  }, [isDue, show]);
  return { answer, traces, fresh, show };
}
