import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TraceSpan } from "../../api/questions.ts";
import { nextPlace } from "../../app/next-place.ts";
import { SpanRow } from "./span-row.tsx";
import { layOutTrace, unfoldedRows } from "./trace-tree.ts";

interface WaterfallProps {
  readonly spans: readonly TraceSpan[];
  readonly selected: string | undefined;
  readonly onSelect: (spanId: string) => void;
  /** Spans that were searched for; undefined while nothing is. */
  readonly found: ReadonlySet<string> | undefined;
}

const ROW_HEIGHT = 30;

/** The spans of a trace as a tree beside their bars; thousands scroll smoothly, since only those in sight are drawn. */
export function Waterfall({ spans, selected, onSelect, found }: WaterfallProps) {
  const { t } = useTranslation();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const layout = useMemo(() => layOutTrace(spans), [spans]);
  const rows = useMemo(() => unfoldedRows(layout.rows, folded), [layout, folded]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
  });
  const at = rows.findIndex(({ span }) => span.spanId === selected);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [at, virtual]);
  const fold = (spanId: string) => setFolded((before) => toggled(before, spanId));
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at];
    const next = nextPlace(event.key, at, rows.length);
    const target = next === undefined ? undefined : rows[next];
    if (target !== undefined) onSelect(target.span.spanId);
    else if (row !== undefined && isFolding(event.key, folded.has(row.span.spanId))) fold(row.span.spanId);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={scroller}
      role="tree"
      tabIndex={0}
      aria-label={t("trace.spans")}
      aria-activedescendant={selected === undefined ? undefined : `span-${selected}`}
      onKeyDown={onKeyDown}
      className="max-h-[calc(100dvh-14rem)] min-h-32 overflow-y-auto"
    >
      <div className="relative w-full" role="presentation" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return row === undefined ? null : (
            <SpanRow
              key={row.span.spanId}
              row={row}
              layout={layout}
              place={{ top: start, height: ROW_HEIGHT }}
              isSelected={row.span.spanId === selected}
              isDimmed={found?.has(row.span.spanId) === false}
              isFolded={folded.has(row.span.spanId)}
              onSelect={onSelect}
              onFold={fold}
            />
          );
        })}
      </div>
    </div>
  );
}

function toggled(set: ReadonlySet<string>, value: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

function isFolding(key: string, isFolded: boolean): boolean {
  return key === "Enter" || key === (isFolded ? "ArrowRight" : "ArrowLeft");
}
