import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type SearchHit, searchQuestion } from "../../api/questions.ts";
import { listSearch } from "../../app/use-listing.ts";
import { useView } from "../../app/use-view.ts";
import { useFormat } from "../../format/use-format.ts";
import { Answer, EmptyNotice } from "../../ui/page-states.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";

/** Spans whose prompt or answer holds all of the words, with the text about the match. */
export function SearchHits({ words }: { readonly words: string }) {
  const { t } = useTranslation();
  if (!/[^\s"]/.test(words)) return <EmptyNotice>{t("traces.findFirst")}</EmptyNotice>;
  return <FoundHits words={words} />;
}

function FoundHits({ words }: { readonly words: string }) {
  const { t } = useTranslation();
  const { time } = useFormat();
  const view = useView();
  const answer = useInfiniteQuery(searchQuestion(view, words));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = answer;
  return (
    <Answer of={answer}>
      {({ pages }) => {
        const hits = pages.flatMap((page) => page.hits);
        const searchedFrom = pages.at(-1)?.searchedFrom;
        return (
          <>
            {hits.length === 0 && <EmptyNotice>{t("traces.noHits")}</EmptyNotice>}
            <ul className="space-y-2">
              {hits.map((hit) => (
                <li key={`${hit.traceId}${hit.spanId}`}>
                  <Hit hit={hit} />
                </li>
              ))}
            </ul>
            <p className="mt-4 text-center text-xs text-quiet">
              {searchedFrom !== undefined && t("traces.searchedTo", { time: time(searchedFrom) })}{" "}
              {hasNextPage && (
                <button
                  type="button"
                  disabled={isFetchingNextPage}
                  onClick={() => void fetchNextPage()}
                  className="text-accent hover:underline"
                >
                  {isFetchingNextPage ? t("state.loading") : t("traces.goOn")}
                </button>
              )}
            </p>
          </>
        );
      }}
    </Answer>
  );
}

function Hit({ hit }: { readonly hit: SearchHit }) {
  const { t } = useTranslation();
  const { time, money } = useFormat();
  const { traceId, spanId, startTime, field, before, match, after, span } = hit;
  return (
    <Link
      to="/traces/$traceId"
      params={{ traceId }}
      search={(before) => ({ ...listSearch(before), at: startTime, span: spanId })}
      preload={false}
      className="block rounded-xl border border-line bg-panel p-3 text-sm hover:bg-raised/60"
    >
      <span className="flex flex-wrap items-baseline gap-x-3 text-xs text-quiet">
        {span !== undefined && (
          <span className="text-sm font-medium text-ink">
            <StatusMark status={span.status} /> {span.name}
          </span>
        )}
        {span?.model !== undefined && <span>{span.model}</span>}
        {span?.userId !== undefined && <span>{span.userId}</span>}
        <span className="ml-auto">{time(startTime)}</span>
        <span className="tabular-nums">
          {span?.isUnpriced === true ? (
            <span className="text-warning">{t("state.unpriced")}</span>
          ) : (
            money(span?.costNanos)
          )}
        </span>
      </span>
      <span className="mt-1 line-clamp-3 wrap-anywhere">
        <span className="text-xs text-quiet">{t(`trace.${field}`)}: </span>
        {before}
        <mark className="rounded bg-warning/30 text-ink">{match}</mark>
        {after}
      </span>
    </Link>
  );
}
