import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { type TraceSummary, toldTraceQuestion } from "../../api/questions.ts";
import type { View } from "../../app/view.ts";
import { useFormat } from "../../format/use-format.ts";
import { Answer, PageLoading } from "../../ui/page-states.tsx";
import { SpendText } from "../../ui/spend-text.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import type { Turn } from "./session-turns.ts";
import { turnTexts } from "./turn-texts.ts";

const MessageList = lazy(async () => ({
  default: (await import("../trace/message-list.tsx")).MessageList,
}));

/** Shorter pauses are not worth a line. */
const TOLD_PAUSE_MS = 60_000;

interface SessionTurnProps {
  readonly turn: Turn<TraceSummary>;
  /** The range and the session: a trace that is opened keeps to them. */
  readonly view: View;
}

/** A trace in the course of its session, and, when asked, what was said in it. */
export function SessionTurn({ turn: { trace, sinceStartMs, pauseMs }, view }: SessionTurnProps) {
  const { t } = useTranslation();
  const { time, duration } = useFormat();
  const [isOpen, setOpen] = useState(false);
  const { traceId, rootName, status, errors, startTime, durationMs, models } = trace;
  const hasFailed = errors > 0;
  return (
    <li data-row>
      {pauseMs >= TOLD_PAUSE_MS && (
        <p className="py-2 pl-5 text-xs text-quiet">{t("people.later", { pause: duration(pauseMs) })}</p>
      )}
      <div
        className={`rounded-md border-l-2 py-1.5 pl-3 has-[:focus-visible]:bg-raised ${hasFailed ? "border-bad" : "border-line"}`}
      >
        <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 text-sm">
          <Link
            to="/traces/$traceId"
            params={{ traceId }}
            search={{ ...view, at: startTime }}
            preload={false}
            className="min-h-6 min-w-0 truncate py-0.5 font-medium hover:underline"
          >
            <StatusMark status={hasFailed && status === "ok" ? "error" : status} /> {rootName}
          </Link>
          {hasFailed && <span className="text-xs text-bad">{t("overview.failed", { count: errors })}</span>}
          <span className="hidden truncate text-xs text-quiet md:inline">{models.join(", ")}</span>
          <span className="ml-auto flex gap-3 text-xs tabular-nums">
            <span className="text-quiet" title={time(startTime)}>
              +{duration(sinceStartMs)}
            </span>
            <span>{duration(durationMs)}</span>
            <span>
              <SpendText of={trace} />
            </span>
          </span>
        </div>
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="min-h-6 text-xs text-accent hover:underline"
        >
          {isOpen ? t("people.hideTexts") : t("people.showTexts")}
        </button>
        {isOpen && <TurnSaid trace={trace} project={view.project} />}
      </div>
    </li>
  );
}

interface TurnSaidProps {
  readonly trace: TraceSummary;
  readonly project: string | undefined;
}

function TurnSaid({ trace: { traceId, startTime }, project }: TurnSaidProps) {
  const { t } = useTranslation();
  const answer = useQuery(toldTraceQuestion({ traceId, project, at: startTime }));
  return (
    <Answer of={answer}>
      {({ spans }) => {
        const { input, output } = turnTexts(spans);
        return (
          <Suspense fallback={<PageLoading />}>
            <div className="mt-2 space-y-3">
              {input === undefined && output === undefined && (
                <p className="text-sm text-quiet">{t("trace.noPayload")}</p>
              )}
              {input !== undefined && <MessageList title={t("trace.input")} payload={input} />}
              {output !== undefined && <MessageList title={t("trace.output")} payload={output} />}
            </div>
          </Suspense>
        );
      }}
    </Answer>
  );
}
