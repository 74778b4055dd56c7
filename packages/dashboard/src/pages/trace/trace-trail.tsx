import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { type TraceSummary, tracesQuestion } from "../../api/questions.ts";
import { useKeys } from "../../app/use-keys.ts";
import { listSearch, useListing } from "../../app/use-listing.ts";
import { useView } from "../../app/use-view.ts";

/** The way back to the list that one came from, and on to the traces before and after this one in it. */
export function TraceTrail({ traceId }: { readonly traceId: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const { before, after } = useNeighbours(traceId);
  const go = (trace: TraceSummary | undefined) =>
    trace === undefined
      ? false
      : navigate({
          to: "/traces/$traceId",
          params: { traceId: trace.traceId },
          search: { ...listSearch(search), at: trace.startTime },
        });
  useKeys({ "[": () => go(before), "]": () => go(after) });
  return (
    <nav aria-label={t("trace.trail")} className="mb-2 flex items-center gap-2 text-sm">
      <Link to="/traces" search={listSearch} className="text-accent hover:underline">
        ← {t("traces.title")}
      </Link>
      <span className="font-mono text-xs text-quiet">/ {traceId.slice(0, 8)}</span>
      <span className="ml-auto flex gap-1">
        <GoButton sign="‹" label={t("trace.before")} isOff={before === undefined} onGo={() => go(before)} />
        <GoButton sign="›" label={t("trace.after")} isOff={after === undefined} onGo={() => go(after)} />
      </span>
    </nav>
  );
}

/** The traces that stand beside one in the list, as far as it has been read. */
function useNeighbours(traceId: string) {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    tracesQuestion(useView(), useListing()),
  );
  const traces = data?.pages.flatMap((page) => page.traces) ?? [];
  const at = traces.findIndex((trace) => trace.traceId === traceId);
  const isLast = at >= 0 && at === traces.length - 1;
  useEffect(() => {
    if (isLast && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [isLast, hasNextPage, isFetchingNextPage, fetchNextPage]);
  return at < 0 ? {} : { before: traces[at - 1], after: traces[at + 1] };
}

interface GoButtonProps {
  readonly sign: string;
  readonly label: string;
  readonly isOff: boolean;
  readonly onGo: () => unknown;
}

function GoButton({ sign, label, isOff, onGo }: GoButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      disabled={isOff}
      onClick={() => void onGo()}
      className="size-8 rounded-md border border-line bg-panel hover:bg-raised disabled:opacity-50"
    >
      {sign}
    </button>
  );
}
