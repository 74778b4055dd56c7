import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useLive } from "../../app/live.tsx";
import { useView } from "../../app/use-view.ts";
import { rangeOf } from "../../app/view.ts";
import { useFormat } from "../../format/use-format.ts";
import { EmptyNotice } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { useTerms } from "../../ui/use-terms.ts";
import { costOf, isUnpriced, modelOf } from "../trace/shown-span.ts";
import { type TailSpan, useTail } from "./use-tail.ts";

/** Spans as they are stored. */
export function LivePage() {
  const { t } = useTranslation();
  const { state } = useLive();
  const view = useView();
  const { spans, dropped, clear } = useTail(view, state !== "paused");
  return (
    <>
      <PageTitle
        title={t("tail.title")}
        about={t("tail.about")}
        actions={
          <button
            type="button"
            onClick={clear}
            className="h-8 rounded-md border border-line bg-panel px-2.5 text-sm hover:bg-raised"
          >
            {t("tail.clear")}
          </button>
        }
      />
      {dropped > 0 && <p className="mb-2 text-sm text-warning">{t("tail.dropped", { count: dropped })}</p>}
      {spans.length === 0 ? (
        <EmptyNotice>{t("tail.waiting")}</EmptyNotice>
      ) : (
        <ol aria-label={t("tail.list")} className="overflow-hidden rounded-xl border border-line bg-panel">
          {spans.map((span) => (
            <li key={`${span.traceId}${span.spanId}${span.status}`}>
              <TailRow span={span} />
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function TailRow({ span }: { readonly span: TailSpan }) {
  const { t } = useTranslation();
  const { duration, money, time } = useFormat();
  const { named } = useTerms();
  const view = useView();
  const { traceId, spanId, startTime, name, kind, status, durationMs, userId } = span;
  const cost = costOf(span);
  return (
    <Link
      to="/traces/$traceId"
      params={{ traceId }}
      search={{ ...rangeOf(view), at: startTime, span: spanId }}
      preload={false}
      className="grid h-9 grid-cols-[auto_minmax(0,1fr)_5rem_5rem] items-center gap-3 border-b border-line/60 px-3 text-sm hover:bg-raised/60 lg:grid-cols-[auto_10.5rem_minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)_6rem_6rem]"
    >
      <StatusMark status={status} />
      <span className="hidden truncate text-xs text-quiet tabular-nums lg:block">{time(startTime)}</span>
      <span className="flex min-w-0 items-baseline gap-2">
        <span className="truncate font-medium">{name}</span>
        <span className="shrink-0 rounded bg-raised px-1 text-[11px] text-quiet">{named("kind", kind)}</span>
      </span>
      <span className="hidden truncate text-quiet lg:block">{modelOf(span)}</span>
      <span className="hidden truncate text-quiet lg:block">{userId}</span>
      <span className="text-right tabular-nums">{duration(durationMs)}</span>
      <span className="text-right tabular-nums">
        {cost !== undefined && money(cost)}
        {isUnpriced(span) && <span className="text-warning">{t("state.unpriced")}</span>}
      </span>
    </Link>
  );
}
