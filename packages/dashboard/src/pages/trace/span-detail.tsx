import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { payloadQuestion, type TraceAddress, type TraceSpan } from "../../api/questions.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Answer, PageLoading } from "../../ui/page-states.tsx";
import { useTerms } from "../../ui/use-terms.ts";
import { curlCommand } from "./curl-command.ts";
import { foundWords } from "./found-words.ts";
import { jsonText } from "./pretty-json.ts";
import { SpanFacts } from "./span-facts.tsx";
import { useHighlight } from "./use-highlight.ts";

const route = getRouteApi("/traces/$traceId");

/** Markdown is heavy, and most traces are looked at without their texts. */
const MessageList = lazy(async () => ({ default: (await import("./message-list.tsx")).MessageList }));

interface SpanDetailProps {
  readonly span: TraceSpan;
  readonly address: TraceAddress;
  /** Its parent is not in the trace. */
  readonly isOrphan: boolean;
}

/** What one span was, said and cost. */
export function SpanDetail({ span, address, isOrphan }: SpanDetailProps) {
  const { t } = useTranslation();
  const terms = useTerms();
  const queries = useQueryClient();
  const { error, hasPayload } = span;
  const texts = useRef<HTMLDivElement>(null);
  const { q = "", find = "" } = route.useSearch();
  const words = useMemo(() => [q, ...foundWords(find)].filter((word) => word !== ""), [q, find]);
  useHighlight(texts, words);
  const payload = async () =>
    hasPayload
      ? queries.fetchQuery(payloadQuestion({ ...address, at: span.startTime }, span.spanId))
      : undefined;
  return (
    <section
      aria-label={span.name}
      className="min-w-0 space-y-4 rounded-xl border border-line bg-panel p-4 xl:max-h-[calc(100dvh-11rem)] xl:overflow-y-auto"
    >
      <header className="flex items-baseline gap-3">
        <h2 className="min-w-0 text-sm font-semibold break-words">{span.name}</h2>
        <div className="ml-auto flex shrink-0 flex-wrap justify-end gap-2">
          <CopyButton
            label={t("trace.copyJson")}
            text={async () => jsonText({ ...span, ...(await payload()) })}
          />
          <CopyButton label={t("trace.copyCurl")} text={() => curlOf(span, address)} />
        </div>
      </header>
      {error !== undefined && (
        <div className="rounded-md border border-bad/50 bg-bad/10 p-3 text-sm">
          <p className="font-semibold text-bad">
            {error.type} <span className="font-normal">({terms.errorClass(error.class)})</span>
          </p>
          <p className="mt-1 font-mono text-xs break-words whitespace-pre-wrap">{error.message}</p>
        </div>
      )}
      {isOrphan && <p className="text-sm text-quiet">{t("trace.orphan")}</p>}
      <SpanFacts span={span} />
      {span.hasPayload ? (
        <div ref={texts}>
          <Payload span={span} address={address} />
        </div>
      ) : (
        <p className="text-sm text-quiet">{t("trace.noPayload")}</p>
      )}
    </section>
  );
}

function curlOf({ traceId, spanId, project, startTime }: TraceSpan, address: TraceAddress): string {
  const { origin } = location;
  return curlCommand({ origin, traceId, spanId, project: project ?? address.project, at: startTime });
}

function Payload({ span, address }: Omit<SpanDetailProps, "isOrphan">) {
  const { t } = useTranslation();
  const answer = useQuery(payloadQuestion({ ...address, at: span.startTime }, span.spanId));
  return (
    <Answer of={answer}>
      {({ input, output }) => (
        <Suspense fallback={<PageLoading />}>
          <div className="space-y-4">
            {input !== "" && <MessageList title={t("trace.input")} payload={input} />}
            {output !== "" && <MessageList title={t("trace.output")} payload={output} />}
          </div>
        </Suspense>
      )}
    </Answer>
  );
}
