import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TraceSpan } from "../../api/questions.ts";
import { nextPlace } from "../../app/next-place.ts";
import { SpanRow } from "./span-row.tsx";
import { type SpanSpend, spendBelow, spendOf } from "./span-spend.ts";
import type { TraceDrawing } from "./trace-columns.ts";
import { ancestorsOf, type TraceLayout, unfoldedRows } from "./trace-tree.ts";
import { WaterfallHeader } from "./waterfall-header.tsx";

interface WaterfallProps {
  readonly layout: TraceLayout<TraceSpan>;
  readonly drawing: TraceDrawing;
  readonly selected: string | undefined;
  readonly onSelect: (spanId: string) => void;
  /** Spans that were searched for; undefined while nothing is. */
  readonly found: ReadonlySet<string> | undefined;
  /** Leaves out what was not found. */
  readonly isFoundOnly: boolean;
}

const ROW_HEIGHT = 34;

/** The spans of a trace as a tree beside their bars; thousands scroll smoothly, since only those in sight are drawn. */
export function Waterfall(props: WaterfallProps) {
  const { layout, drawing, selected, onSelect, found } = props;
  const { t } = useTranslation();
  const { rows, folded, fold } = useShownRows(props);
  const spends = useMemo(() => spendBelow(layout.rows), [layout]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
  });
  const at = rows.findIndex(({ span }) => span.spanId === selected);
  // Spans that arrive meanwhile move the chosen one; whoever reads elsewhere must not be taken there.
  const reveal = useEffectEvent((spanId: string | undefined) => {
    const place = rows.findIndex(({ span }) => span.spanId === spanId);
    if (place >= 0) virtual.scrollToIndex(place, { align: "auto" });
  });
  useEffect(() => reveal(selected), [selected]);
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
    <div className="@container">
      <WaterfallHeader lengthMs={layout.lengthMs} drawing={drawing} />
      <div
        ref={scroller}
        role="tree"
        tabIndex={0}
        aria-label={t("trace.spans")}
        aria-activedescendant={selected === undefined ? undefined : `span-${selected}`}
        onKeyDown={onKeyDown}
        className="max-h-[calc(100dvh-18rem)] min-h-32 overflow-y-auto [scrollbar-gutter:stable]"
      >
        <div className="relative w-full" role="presentation" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <SpanRow
                key={row.span.spanId}
                row={row}
                layout={layout}
                spend={spends.get(row.span.spanId) ?? NO_SPEND}
                drawing={drawing}
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
    </div>
  );
}

const NO_SPEND: SpanSpend = spendOf([]);

/** The rows that are neither folded away nor left out, and a way to fold; a span that is chosen is unfolded. */
function useShownRows({ layout, selected, found, isFoundOnly }: WaterfallProps) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState(selected);
  if (shown !== selected) {
    setShown(selected);
    const above = ancestorsOf(layout.rows, selected);
    if (above.some((spanId) => folded.has(spanId))) {
      setFolded(new Set([...folded].filter((spanId) => !above.includes(spanId))));
    }
  }
  const rows = useMemo(
    () =>
      isFoundOnly && found !== undefined
        ? layout.rows.filter(({ span }) => found.has(span.spanId))
        : unfoldedRows(layout.rows, folded),
    [layout, folded, found, isFoundOnly],
  );
  const fold = (spanId: string) => setFolded((before) => toggled(before, spanId));
  return { rows, folded, fold };
}

function toggled(set: ReadonlySet<string>, value: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

function isFolding(key: string, isFolded: boolean): boolean {
  return key === "Enter" || key === (isFolded ? "ArrowRight" : "ArrowLeft");
}
