import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Trace, type TraceAddress, traceQuestion } from "../../api/questions.ts";
import { useView } from "../../app/use-view.ts";
import { Answer } from "../../ui/page-states.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { isFoundBy } from "./shown-span.ts";
import { SpanDetail } from "./span-detail.tsx";
import { TraceHeader } from "./trace-header.tsx";
import { Waterfall } from "./waterfall.tsx";

const route = getRouteApi("/traces/$traceId");

/** One trace: its spans in time, and what the chosen one said. */
export function TracePage() {
  const { traceId } = route.useParams();
  const { at } = route.useSearch();
  const { project } = useView();
  const address = useMemo(() => ({ traceId, project, at }), [traceId, project, at]);
  const answer = useQuery(traceQuestion(address));
  return <Answer of={answer}>{(trace) => <TraceView trace={trace} address={address} />}</Answer>;
}

function TraceView({ trace, address }: { readonly trace: Trace; readonly address: TraceAddress }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const { span: chosen } = route.useSearch();
  const [text, setText] = useState("");
  const { spans, isCut } = trace;
  const select = useCallback(
    (span: string) =>
      void navigate({ search: (before) => ({ ...before, span }), replace: true, resetScroll: false }),
    [navigate],
  );
  const found = useMemo(
    () =>
      text === ""
        ? undefined
        : new Set(spans.filter((span) => isFoundBy(text, span)).map(({ spanId }) => spanId)),
    [text, spans],
  );
  const selected = spans.find(({ spanId }) => spanId === chosen) ?? firstCall(spans);
  return (
    <>
      <TraceHeader trace={trace} />
      <div className="grid items-start gap-3 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <section
          aria-label={t("trace.spans")}
          className="min-w-0 overflow-hidden rounded-xl border border-line bg-panel"
        >
          <div className="flex items-center gap-3 border-b border-line p-2">
            <SearchField label={t("trace.find")} value={text} onSearch={setText} />
            <p className="shrink-0 pr-2 text-xs text-quiet" aria-live="polite">
              {t("trace.found", { count: found?.size ?? spans.length })}
            </p>
          </div>
          {isCut && (
            <p className="px-3 py-1 text-xs text-warning">{t("trace.cut", { count: spans.length })}</p>
          )}
          <Waterfall spans={spans} selected={selected?.spanId} onSelect={select} found={found} />
        </section>
        {selected !== undefined && <SpanDetail key={selected.spanId} span={selected} address={address} />}
      </div>
    </>
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
