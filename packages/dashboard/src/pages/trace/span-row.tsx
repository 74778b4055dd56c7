import { useTranslation } from "react-i18next";
import type { TraceSpan } from "../../api/questions.ts";
import { useFormat } from "../../format/use-format.ts";
import { StatusMark } from "../../ui/status-mark.tsx";
import { costOf, isUnpriced } from "./shown-span.ts";
import { barOf, type TraceLayout, type TraceRow } from "./trace-tree.ts";

interface SpanRowProps {
  readonly row: TraceRow<TraceSpan>;
  readonly layout: TraceLayout<TraceSpan>;
  /** In the list, pixels. */
  readonly place: { readonly top: number; readonly height: number };
  readonly isSelected: boolean;
  readonly isDimmed: boolean;
  readonly isFolded: boolean;
  readonly onSelect: (spanId: string) => void;
  readonly onFold: (spanId: string) => void;
}

/** A span: its place in the tree, its name, its bar, how long and how much. */
export function SpanRow(props: SpanRowProps) {
  const { row, layout, place, isSelected, isDimmed, isFolded, onSelect } = props;
  const { t } = useTranslation();
  const { money, duration } = useFormat();
  const { span, depth, childCount } = row;
  const cost = costOf(span);
  return (
    // Keys are the tree's: it knows the rows that are not drawn.
    <div
      id={`span-${span.spanId}`}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={isSelected}
      aria-expanded={childCount === 0 ? undefined : !isFolded}
      tabIndex={-1}
      onClick={() => onSelect(span.spanId)}
      onKeyDown={undefined}
      className={`absolute left-0 flex w-full cursor-pointer items-center gap-2 border-b border-line/40 px-2 text-[13px] ${isSelected ? "bg-raised" : "hover:bg-raised/50"} ${isDimmed ? "opacity-40" : ""}`}
      style={{ height: place.height, transform: `translateY(${place.top}px)` }}
    >
      <SpanName {...props} />
      <Bar span={span} place={barOf(row, layout)} />
      <span className="w-16 shrink-0 text-right text-xs tabular-nums">
        {span.durationMs === undefined ? "…" : duration(span.durationMs)}
      </span>
      <span className="hidden w-16 shrink-0 text-right text-xs text-quiet tabular-nums md:block">
        {cost !== undefined && money(cost)}
        {isUnpriced(span) && <span className="text-warning">{t("state.unpriced")}</span>}
      </span>
    </div>
  );
}

/** Deeper levels are not moved in further: they would leave no room for their names. */
const MAX_INDENT = 12;

function SpanName({ row, isFolded, onFold }: SpanRowProps) {
  const { span, depth, childCount } = row;
  return (
    <span
      className="flex w-1/2 min-w-0 shrink-0 items-center gap-1 md:w-2/5"
      style={{ paddingLeft: Math.min(depth, MAX_INDENT) * 14 }}
    >
      <span
        aria-hidden="true"
        onClick={(event) => {
          event.stopPropagation();
          if (childCount > 0) onFold(span.spanId);
        }}
        className="w-4 shrink-0 text-center text-xs text-quiet"
      >
        {childCount === 0 ? "" : isFolded ? "▸" : "▾"}
      </span>
      {span.status !== "ok" && <StatusMark status={span.status} />}
      <span className="truncate">{span.name}</span>
      <span className="shrink-0 rounded bg-raised px-1 text-[11px] text-quiet">{span.kind}</span>
    </span>
  );
}

const BARS: Readonly<Record<string, string>> = {
  error: "bg-bad",
  blocked: "bg-bad",
  cancelled: "bg-warning",
  abandoned: "bg-warning",
  running: "bg-quiet",
};

const KINDS: Readonly<Record<string, string>> = {
  llm: "bg-series-1",
  embedding: "bg-series-6",
  tool: "bg-series-2",
  retriever: "bg-series-3",
};

interface BarProps {
  readonly span: TraceSpan;
  /** Parts of the whole trace, 0 to 1. */
  readonly place: { readonly left: number; readonly width: number };
}

function Bar({ span, place: { left, width } }: BarProps) {
  const { durationMs = 0, timeToFirstTokenMs } = span;
  const waited = timeToFirstTokenMs === undefined || durationMs === 0 ? 0 : timeToFirstTokenMs / durationMs;
  return (
    <span className="relative h-3 min-w-0 flex-1" aria-hidden="true">
      <span
        className={`absolute h-3 min-w-0.5 overflow-hidden rounded-sm ${BARS[span.status] ?? KINDS[span.kind] ?? "bg-series-rest"}`}
        style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
      >
        {waited > 0 && (
          <span
            className="absolute inset-y-0 left-0 bg-panel/50"
            style={{ width: `${Math.min(1, waited) * 100}%` }}
          />
        )}
      </span>
    </span>
  );
}
