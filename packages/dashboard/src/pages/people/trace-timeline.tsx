import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { TraceSummary } from "../../api/questions.ts";
import type { View } from "../../app/view.ts";
import { useFormat } from "../../format/use-format.ts";
import { EmptyNotice } from "../../ui/page-states.tsx";
import { SpendText } from "../../ui/spend-text.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";

interface TraceTimelineProps {
  readonly traces: readonly TraceSummary[];
  /** The range and the user: a trace that is opened keeps to them. */
  readonly view: View;
}

/** What one user did, newest first. */
export function TraceTimeline({ traces, view }: TraceTimelineProps) {
  const { t } = useTranslation();
  const { time, duration } = useFormat();
  if (traces.length === 0) return <EmptyNotice>{t("state.noData")}</EmptyNotice>;
  return (
    <ol className="relative ml-1.5 border-l border-line">
      {traces.map((trace) => (
        <li key={trace.traceId} data-row className="relative pl-5">
          <span className="absolute top-3 -left-[5px] size-2.5 rounded-full border-2 border-panel bg-edge" />
          <Link
            to="/traces/$traceId"
            params={{ traceId: trace.traceId }}
            search={{ ...view, at: trace.startTime }}
            preload={false}
            className="grid grid-cols-[minmax(0,1fr)_5rem_5rem] items-baseline gap-3 rounded-md px-2 py-1.5 text-sm hover:bg-raised lg:grid-cols-[11rem_minmax(0,2fr)_minmax(0,1fr)_5rem_5rem]"
          >
            <span className="hidden text-xs text-quiet tabular-nums lg:block">{time(trace.startTime)}</span>
            <span className="truncate font-medium">
              <StatusMark status={trace.errors > 0 && trace.status === "ok" ? "error" : trace.status} />{" "}
              {trace.rootName}
            </span>
            <span className="hidden truncate text-quiet lg:block">{trace.models.join(", ")}</span>
            <span className="text-right tabular-nums">{duration(trace.durationMs)}</span>
            <span className="text-right tabular-nums">
              <SpendText of={trace} isStacked />
            </span>
          </Link>
        </li>
      ))}
    </ol>
  );
}
