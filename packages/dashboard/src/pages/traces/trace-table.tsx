import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TraceSummary } from "../../api/questions.ts";
import { nextPlace } from "../../app/next-place.ts";
import { useKeys } from "../../app/use-keys.ts";
import { listSearch } from "../../app/use-listing.ts";
import { useFormat } from "../../format/use-format.ts";
import { SpendText } from "../../ui/spend-text.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";

interface TraceTableProps {
  readonly traces: readonly TraceSummary[];
  /** How many have arrived that are not shown yet. */
  readonly fresh: number;
  /** Said below the last. */
  readonly end: string;
  /** The last is in sight. */
  readonly onEnd: () => void;
  /** Whether one reads on from the top, or has chosen a line: then nothing may move. */
  readonly onReading: (isReading: boolean) => void;
  readonly onShowFresh: () => void;
}

const ROW_HEIGHT = 52;

/** Columns: what, when, how long, how much, who. Narrow screens keep what, how long and how much. */
const GRID =
  "grid grid-cols-[minmax(0,1fr)_5.5rem_5rem] items-center gap-3 px-3 lg:grid-cols-[minmax(0,2fr)_minmax(0,1.2fr)_minmax(0,1fr)_6rem_9.5rem_6rem_5.5rem]";

/** Traces as a list of any length: only the lines in sight are drawn. */
export function TraceTable(props: TraceTableProps) {
  const { traces, fresh, end, onEnd, onReading, onShowFresh } = props;
  const { t } = useTranslation();
  const [chosenId, setChosen] = useState<string>();
  const chosen = traces.findIndex(({ traceId }) => traceId === chosenId);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: traces.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const isAtEnd = (items.at(-1)?.index ?? 0) >= traces.length - 1;
  useEffect(() => {
    if (isAtEnd) onEnd();
  }, [isAtEnd, onEnd]);
  const choose = (place: number) => {
    setChosen(traces[place]?.traceId);
    onReading(place >= 0);
    if (place >= 0) virtual.scrollToIndex(place);
  };
  const onKeyDown = useListKeys({ traces, chosen, choose });
  const showFresh = () => {
    onShowFresh();
    choose(-1);
    scroller.current?.scrollTo({ top: 0 });
  };
  return (
    <div className="relative overflow-hidden rounded-xl border border-line bg-panel">
      <Header />
      {fresh > 0 && (
        <button
          type="button"
          onClick={showFresh}
          className="absolute top-11 left-1/2 z-10 -translate-x-1/2 rounded-full bg-accent px-3 py-1 text-sm font-medium text-accent-ink shadow-lg"
        >
          ↑ {t("traces.fresh", { count: fresh })}
        </button>
      )}
      <div
        ref={scroller}
        role="listbox"
        data-scroll-restoration-id="traces"
        tabIndex={0}
        aria-label={t("traces.list")}
        onKeyDown={onKeyDown}
        onScroll={({ currentTarget }) => onReading(chosen >= 0 || currentTarget.scrollTop > ROW_HEIGHT / 2)}
        className="h-[calc(100dvh-15rem)] min-h-80 overflow-y-auto"
      >
        <div className="relative" style={{ height: virtual.getTotalSize() + ROW_HEIGHT }}>
          {items.map(({ index, start }) => {
            const trace = traces[index];
            return trace === undefined ? null : (
              <Row key={trace.traceId} trace={trace} top={start} isChosen={index === chosen} />
            );
          })}
          <p className="absolute bottom-0 w-full p-4 text-center text-xs text-quiet">{end}</p>
        </div>
      </div>
    </div>
  );
}

interface ListKeys {
  readonly traces: readonly TraceSummary[];
  readonly chosen: number;
  readonly choose: (place: number) => void;
}

/** Keys of the list; `j`, `k` and Enter work from anywhere on the page, once nothing else has the focus. */
function useListKeys({ traces, chosen, choose }: ListKeys) {
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const open = () => {
    const trace = traces[chosen];
    if (trace === undefined) return false;
    const { traceId, startTime } = trace;
    return navigate({
      to: "/traces/$traceId",
      params: { traceId },
      search: { ...listSearch(search), at: startTime },
    });
  };
  const move = (key: string) => {
    const next = nextPlace(key, chosen, traces.length);
    return next === undefined ? false : choose(next);
  };
  const moveByKey = ({ key }: { readonly key: string }) => move(key);
  const openByKey = () => (document.activeElement?.closest("a, button") ? false : open());
  useKeys({ j: moveByKey, k: moveByKey, Enter: openByKey });
  return (event: KeyboardEvent) => {
    const hasActed = event.key === "Enter" ? open() : move(event.key);
    if (hasActed !== false) event.preventDefault();
  };
}

function Header() {
  const { t } = useTranslation();
  return (
    <div className={`${GRID} h-9 border-b border-line text-xs font-medium text-quiet`} aria-hidden="true">
      <span>{t("column.trace")}</span>
      <span className="hidden lg:block">{t("column.models")}</span>
      <span className="hidden lg:block">{t("column.user")}</span>
      <span className="hidden text-right lg:block">{t("column.tokens")}</span>
      <span className="hidden text-right lg:block">{t("column.started")}</span>
      <span className="text-right">{t("column.duration")}</span>
      <span className="text-right">{t("column.cost")}</span>
    </div>
  );
}

interface RowProps {
  readonly trace: TraceSummary;
  readonly top: number;
  readonly isChosen: boolean;
}

function Row({ trace, top, isChosen }: RowProps) {
  const { t } = useTranslation();
  const { duration, count, time, ago } = useFormat();
  const { traceId, rootName, status, errors, startTime, durationMs, models, userId } = trace;
  return (
    <Link
      to="/traces/$traceId"
      params={{ traceId }}
      search={(before) => ({ ...listSearch(before), at: startTime })}
      role="option"
      aria-selected={isChosen}
      tabIndex={-1}
      preload={false}
      className={`${GRID} absolute left-0 w-full border-b border-line/60 text-sm hover:bg-raised/60 ${isChosen ? "bg-raised" : ""}`}
      style={{ height: ROW_HEIGHT, transform: `translateY(${top}px)` }}
    >
      <span className="flex min-w-0 items-center gap-2">
        <StatusMark status={errors > 0 && status === "ok" ? "error" : status} />
        <span className="min-w-0">
          <span className="block truncate font-medium">{rootName}</span>
          <span className="block truncate text-xs text-quiet">
            {[...trace.services, t("traces.spans", { count: trace.spans }), traceId.slice(0, 8)].join(" · ")}
          </span>
        </span>
      </span>
      <span className="hidden truncate text-quiet lg:block">{models.join(", ")}</span>
      <span className="hidden truncate text-quiet lg:block">{userId}</span>
      <span className="hidden text-right text-quiet tabular-nums lg:block">
        {count(trace.inputTokens + trace.outputTokens || undefined)}
      </span>
      <span className="hidden truncate text-right text-quiet lg:block" title={time(startTime)}>
        {ago(startTime)}
      </span>
      <span className="text-right tabular-nums">{duration(durationMs)}</span>
      <span className="text-right font-medium tabular-nums">
        <SpendText of={trace} isStacked />
      </span>
    </Link>
  );
}
