import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { isNotFound } from "../../api/api.ts";
import { type Trace, type TraceAddress, traceQuestion } from "../../api/questions.ts";
import { defined } from "../../app/address.ts";
import type { TraceSearch } from "../../app/page-searches.ts";
import { useView } from "../../app/use-view.ts";
import { useFormat } from "../../format/use-format.ts";
import { Choice } from "../../ui/choice.tsx";
import { Answer, EmptyNotice } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { SpanDetail } from "./span-detail.tsx";
import { TraceHeader } from "./trace-header.tsx";
import { TraceSearchBar } from "./trace-search-bar.tsx";
import { layOutTrace } from "./trace-tree.ts";
import { useTraceSearch } from "./use-trace-search.ts";
import { Waterfall } from "./waterfall.tsx";
import { WaterfallLegend } from "./waterfall-legend.tsx";

const route = getRouteApi("/traces/$traceId");

/** One trace: its spans in time, and what the chosen one said. */
export function TracePage() {
  const { traceId } = route.useParams();
  const { at } = route.useSearch();
  const { project } = useView();
  const address = useMemo(() => ({ traceId, project, at }), [traceId, project, at]);
  const answer = useQuery(traceQuestion(address));
  if (isNotFound(answer.error)) return <MissingTrace traceId={traceId} />;
  return (
    <Answer of={answer}>{(trace) => <TraceView key={traceId} trace={trace} address={address} />}</Answer>
  );
}

/** Says why there may be nothing; the page shows the trace by itself when its spans come after all. */
function MissingTrace({ traceId }: { readonly traceId: string }) {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle
        title={t("trace.notFound")}
        about={<span className="font-mono text-xs break-all">{traceId}</span>}
      />
      <EmptyNotice>{t("trace.notFoundAbout")}</EmptyNotice>
    </>
  );
}

interface TraceViewProps {
  readonly trace: Trace;
  readonly address: TraceAddress;
}

function TraceView({ trace, address }: TraceViewProps) {
  const { t } = useTranslation();
  const { span: chosen, q = "", only, as: drawing = "waterfall" } = route.useSearch();
  const change = useChange();
  const { spans, isCut } = trace;
  const layout = useMemo(() => layOutTrace(spans), [spans]);
  const select = useCallback((span: string) => change({ span }), [change]);
  const onSearch = useCallback((text: string) => change({ q: text === "" ? undefined : text }), [change]);
  const hits = useTraceSearch({ text: q, rows: layout.rows, address, selected: chosen, onSelect: select });
  const selected = spans.find(({ spanId }) => spanId === chosen) ?? firstCall(spans);
  const isOrphan = layout.rows.some((row) => row.span === selected && row.isOrphan);
  return (
    <>
      <TraceHeader trace={trace} address={address} />
      <div className="grid items-start gap-3 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <section
          aria-label={t("trace.spans")}
          className="min-w-0 overflow-hidden rounded-xl border border-line bg-panel"
        >
          <div className="flex flex-wrap items-center gap-2 border-b border-line p-2">
            <TraceSearchBar
              text={q}
              hits={hits}
              isFoundOnly={only === "true"}
              onSearch={onSearch}
              onFoundOnly={(isOn) => change({ only: isOn ? "true" : undefined })}
            />
            <SpanCount of={spans.length} />
            <Choice
              isCompact
              label={t("trace.drawing")}
              value={drawing}
              options={[
                ["waterfall", t("trace.waterfall")],
                ["tree", t("trace.tree")],
              ]}
              onChoose={(one) => change({ as: one === "tree" ? one : undefined })}
            />
          </div>
          {isCut && (
            <p className="px-3 py-1 text-xs text-warning">{t("trace.cut", { count: spans.length })}</p>
          )}
          <Waterfall
            layout={layout}
            drawing={drawing}
            selected={selected?.spanId}
            onSelect={select}
            found={hits.spanIds}
            isFoundOnly={only === "true"}
          />
          <WaterfallLegend spans={spans} drawing={drawing} />
        </section>
        {selected !== undefined && (
          <SpanDetail key={selected.spanId} span={selected} address={address} isOrphan={isOrphan} />
        )}
      </div>
    </>
  );
}

/** Changes what the address says of the trace one looks at. To write, and to go from span to span, are no steps to go back by. */
function useChange() {
  const navigate = route.useNavigate();
  return useCallback(
    (changed: { readonly [Name in keyof TraceSearch]: TraceSearch[Name] | undefined }) =>
      void navigate({
        search: (before) => defined({ ...before, ...changed }),
        replace: "span" in changed || "q" in changed,
        resetScroll: false,
      }),
    [navigate],
  );
}

function SpanCount({ of: total }: { readonly of: number }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  return (
    <p className="shrink-0 px-1 text-xs text-quiet" title={count(total)}>
      {t("trace.found", { count: total })}
    </p>
  );
}

/** What one most likely came for: what failed, else the first model call, else the first span. */
function firstCall(spans: Trace["spans"]): Trace["spans"][number] | undefined {
  return (
    spans.find(({ status, kind }) => status === "error" && kind === "llm") ??
    spans.find(({ kind }) => kind === "llm") ??
    spans[0]
  );
}
