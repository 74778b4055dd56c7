import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useListing } from "../../app/use-listing.ts";
import { useView } from "../../app/use-view.ts";
import { Answer, EmptyNotice } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { SearchHits } from "./search-hits.tsx";
import { TraceControls } from "./trace-controls.tsx";
import { TraceTable } from "./trace-table.tsx";
import { useTraceList } from "./use-trace-list.ts";

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
  const listing = useListing();
  const [isReading, setReading] = useState(false);
  const { answer, traces, fresh, show } = useTraceList(view, listing, isReading);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = answer;
  return (
    <Answer of={answer}>
      {() =>
        traces.length === 0 ? (
          <EmptyNotice>{t("traces.empty")}</EmptyNotice>
        ) : (
          <TraceTable
            traces={traces}
            fresh={fresh}
            end={hasNextPage ? t("traces.loadingMore") : t("traces.end")}
            onEnd={() => {
              if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
            }}
            onReading={setReading}
            onShowFresh={show}
          />
        )
      }
    </Answer>
  );
}
