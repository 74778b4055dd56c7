import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { TraceSpan } from "../../api/questions.ts";
import { useFormat } from "../../format/use-format.ts";
import { SpendText } from "../../ui/spend-text.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { useTerms } from "../../ui/use-terms.ts";
import { BAR_COLOURS, barMeaning } from "./span-colours.ts";
import type { SpanSpend } from "./span-spend.ts";
import { BAR_PLACE, TRACE_COLUMNS, type TraceDrawing } from "./trace-columns.ts";
import { barOf, type TraceLayout, type TraceRow } from "./trace-tree.ts";

interface SpanRowProps {
  readonly row: TraceRow<TraceSpan>;
  readonly layout: TraceLayout<TraceSpan>;
  /** Of the span and of all below it. */
  readonly spend: SpanSpend;
  readonly drawing: TraceDrawing;
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
  const { row, layout, drawing, place, isSelected, isDimmed, isFolded, onSelect } = props;
  const { span, depth, childCount } = row;
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
      className={`${TRACE_COLUMNS[drawing]} absolute left-0 w-full cursor-pointer border-b border-line/40 text-[13px] ${isSelected ? "bg-raised" : "hover:bg-raised/50"} ${isDimmed ? "opacity-40" : ""}`}
      style={{ height: place.height, transform: `translateY(${place.top}px)` }}
    >
      <SpanName {...props} />
      {drawing === "waterfall" && <Bar span={span} place={barOf(row, layout)} />}
      <SpanNumbers {...props} />
    </div>
  );
}

/** Deeper levels are not moved in further, which would leave no room for their names; they say how deep they are. */
const MAX_INDENT = 10;

function SpanName({ row, isFolded, onFold }: SpanRowProps) {
  const { t } = useTranslation();
  const terms = useTerms();
  const { span, depth, childCount, isOrphan } = row;
  const indent = { "--indent": Math.min(depth, MAX_INDENT) } as CSSProperties;
  return (
    <span
      className="flex min-w-0 items-center gap-1 pl-[calc(var(--indent)*0.375rem)] @xl:pl-[calc(var(--indent)*0.75rem)]"
      style={indent}
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
      {depth > MAX_INDENT && (
        <span className="shrink-0 text-[11px] text-quiet tabular-nums" aria-hidden="true">
          {depth}
        </span>
      )}
      {isOrphan && (
        <span
          role="img"
          aria-label={t("trace.orphan")}
          title={t("trace.orphan")}
          className="shrink-0 text-xs text-quiet"
        >
          ⤴
        </span>
      )}
      {span.status !== "ok" && <StatusMark status={span.status} />}
      <span className="truncate" title={span.name}>
        {span.name}
      </span>
      <span className="hidden shrink-0 rounded bg-raised px-1 text-[11px] text-quiet @xl:block">
        {terms.named("kind", span.kind)}
      </span>
    </span>
  );
}

function SpanNumbers({ row: { span, childCount }, spend }: SpanRowProps) {
  const { t } = useTranslation();
  const { count, duration } = useFormat();
  const { timeToFirstTokenMs, durationMs } = span;
  const { inputTokens, outputTokens, toldCalls, pricedCalls, unpricedCalls } = spend;
  const tokens = inputTokens + outputTokens;
  const isSum = childCount > 0;
  return (
    <>
      <span
        className={`hidden text-right text-xs tabular-nums @xl:block ${isSum ? "text-quiet" : ""}`}
        title={
          toldCalls === 0
            ? undefined
            : t("trace.usageText", { input: count(inputTokens), output: count(outputTokens) })
        }
      >
        {tokens > 0 && count(tokens)}
      </span>
      <span className="hidden text-right text-xs tabular-nums @xl:block">
        {timeToFirstTokenMs !== undefined && duration(timeToFirstTokenMs)}
      </span>
      <span className="text-right text-xs tabular-nums">
        {durationMs === undefined && span.status === "running" ? "…" : duration(durationMs)}
      </span>
      <span
        className={`text-right text-xs leading-tight tabular-nums ${isSum ? "text-quiet" : ""}`}
        title={isSum ? t("trace.sums") : undefined}
      >
        {pricedCalls + unpricedCalls > 0 && (
          <>
            {isSum && "Σ "}
            <SpendText of={spend} isStacked />
          </>
        )}
      </span>
    </>
  );
}

interface BarProps {
  readonly span: TraceSpan;
  /** Parts of the whole trace, 0 to 1. */
  readonly place: { readonly left: number; readonly width: number };
}

function Bar({ span, place: { left, width } }: BarProps) {
  const { durationMs = 0, timeToFirstTokenMs } = span;
  const waited = timeToFirstTokenMs === undefined || durationMs === 0 ? 0 : timeToFirstTokenMs / durationMs;
  return (
    <span className={BAR_PLACE} aria-hidden="true">
      <span
        className={`absolute h-full min-w-0.5 overflow-hidden rounded-sm ${BAR_COLOURS[barMeaning(span)]}`}
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
