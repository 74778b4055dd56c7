import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { tracesQuestion } from "../../api/questions.ts";
import { useView } from "../../app/use-view.ts";
import { Answer, EmptyNotice } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { SearchHits } from "./search-hits.tsx";
import { TraceControls } from "./trace-controls.tsx";
import { TraceTable } from "./trace-table.tsx";

const route = getRouteApi("/traces");

/** Every trace that the filters leave, or what was found in prompts and answers. */
export function TracesPage() {
  const { t } = useTranslation();
  const { find } = route.useSearch();
  return (
    <>
      <PageTitle title={t("traces.title")} actions={<TraceControls />} />
      {find === undefined ? <TraceList /> : <SearchHits words={find} />}
    </>
  );
}

function TraceList() {
  const { t } = useTranslation();
  const view = useView();
  const { order, text, hasError, unpriced } = route.useSearch();
  const answer = useInfiniteQuery(tracesQuestion(view, { order, text, hasError, unpriced }));
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = answer;
  const traces = useMemo(() => data?.pages.flatMap((page) => page.traces) ?? [], [data]);
  return (
    <Answer of={answer}>
      {() =>
        traces.length === 0 ? (
          <EmptyNotice>{t("traces.empty")}</EmptyNotice>
        ) : (
          <TraceTable
            traces={traces}
            end={hasNextPage ? t("traces.loadingMore") : t("traces.end")}
            onEnd={() => {
              if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
            }}
          />
        )
      }
    </Answer>
  );
}
