import { extent, max } from "d3-array";
import { type KeyboardEvent, type PointerEvent, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { TimeAxis } from "./chart-axes.tsx";
import { stepAt } from "./chart-layers.ts";
import type { Stretch } from "./chart-scales.ts";
import { TooltipBox } from "./chart-tooltip.tsx";
import { HeatCells, type HeatField, HeatFrame, ROW_HEIGHT } from "./heat-cells.tsx";
import { nextCell } from "./heat-moves.ts";
import { type HeatCell, shadeScale } from "./heat-shade.ts";
import { MARGIN, momentAt, plotArea, useSize } from "./plot-area.ts";
import type { SeriesPoint } from "./time-series.ts";
import { useBrush } from "./use-brush.ts";

interface HeatMapProps {
  /** What the map shows, for those who do not see it. */
  readonly label: string;
  /** Starts of the columns; epoch milliseconds. */
  readonly times: readonly number[];
  /** The time from edge to edge. */
  readonly range: Stretch;
  /** Lower ends of the rows, from the lowest up. */
  readonly rowNames: readonly string[];
  /** Fields with something in them, at least one; columns from the left, rows of one from below. */
  readonly cells: readonly HeatCell[];
  /** What a field says when one points at it or goes to it. */
  readonly tell: (cell: HeatCell) => string;
  readonly formatValue: (value: number) => string;
  readonly onZoom: (from: number, to: number) => void;
  /** A person chose a field. */
  readonly onCell: (cell: HeatCell) => void;
}

/**
 * Counts by time and another axis, the darker the more. Rows above and below everything measured are left out. A field
 * is chosen by a click, or by arrows and Enter.
 */
export function HeatMap(props: HeatMapProps) {
  const { label, times, cells, rowNames, tell, onZoom, onCell } = props;
  const { element, width } = useSize();
  const id = useId();
  const [low = 0, high = 0] = extent(cells, ({ row }) => row);
  const height = (high - low + 1) * ROW_HEIGHT;
  const field = useField(props, { width, height, high });
  const { area, columns, most } = field;
  const [active, setActive] = useActiveCell(times, cells);
  const cellOf = ({ clientX, clientY, currentTarget }: PointerEvent<Element>) => {
    const { left, top } = currentTarget.getBoundingClientRect();
    const column = stepAt(columns, momentAt(area, clientX - left - MARGIN.left));
    const row = high - Math.floor((clientY - top - MARGIN.top) / ROW_HEIGHT);
    return cells.find((cell) => cell.column === column && cell.row === row);
  };
  const { shade, handlers } = useBrush({
    inset: MARGIN.left,
    onStretch: (from, to) => onZoom(momentAt(area, from), momentAt(area, to)),
    onPress: (event) => {
      const pressed = cellOf(event);
      if (pressed !== undefined) onCell(pressed);
    },
  });
  const follow = (event: PointerEvent<Element>) => {
    handlers.onPointerMove(event);
    setActive(cellOf(event));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = nextCell(event.key, active, cells);
    if (next !== undefined) setActive(next);
    else if (event.key === "Enter" && active !== undefined) onCell(active);
    // At the edge, an arrow does not scroll the page instead.
    else if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
  };
  return (
    <div ref={element} className="relative">
      <div
        role="listbox"
        aria-label={label}
        aria-activedescendant={active && id}
        tabIndex={0}
        className={`touch-pan-y select-none ${active ? "cursor-pointer" : "cursor-crosshair"}`}
        {...handlers}
        onPointerMove={follow}
        onPointerLeave={() => setActive(undefined)}
        onKeyDown={onKeyDown}
        onBlur={() => setActive(undefined)}
      >
        {active && <ToldCell id={id} place={cells.indexOf(active)} of={cells.length} text={tell(active)} />}
        <svg
          aria-hidden="true"
          data-chart="heat"
          width={width}
          height={height + MARGIN.top + MARGIN.bottom}
          className="block"
        >
          <RowNames names={rowNames} low={low} high={high} />
          <g transform={`translate(${MARGIN.left} ${MARGIN.top})`}>
            <rect width={area.width} height={height} className="fill-raised/40" />
            <HeatCells field={field} />
            {active && <HeatFrame field={field} cell={active} />}
            {shade && <rect x={shade.left} width={shade.width} height={height} className="fill-accent/15" />}
          </g>
          <TimeAxis area={area} />
        </svg>
      </div>
      {active !== undefined && shade === undefined && (
        <TooltipBox left={MARGIN.left + area.leftOf(times[active.column] ?? 0)} within={width}>
          {tell(active)}
        </TooltipBox>
      )}
      <ShadeLegend most={most} format={props.formatValue} />
    </div>
  );
}

interface ToldCellProps {
  readonly id: string;
  /** Counted from 0. */
  readonly place: number;
  readonly of: number;
  readonly text: string;
}

/** The field that one has gone to, for those who do not see it. */
function ToldCell({ id, place, of, text }: ToldCellProps) {
  return (
    <div
      role="option"
      id={id}
      tabIndex={-1}
      aria-selected
      aria-posinset={place + 1}
      aria-setsize={of}
      className="sr-only"
    >
      {text}
    </div>
  );
}

/** Where the fields lie; the same object while nothing of it changes. */
function useField(
  { times, cells, range }: HeatMapProps,
  { width, height, high }: { readonly width: number; readonly height: number; readonly high: number },
): HeatField {
  const { from, to } = range;
  return useMemo(
    () => ({
      cells,
      columns: times.map((at): SeriesPoint => [at, null]),
      high,
      most: max(cells, ({ value }) => value) ?? 0,
      area: plotArea({
        width: Math.max(0, width - MARGIN.left - MARGIN.right),
        height,
        range: { from, to },
      }),
    }),
    [times, cells, high, width, height, from, to],
  );
}

/** The field that one points at or has gone to. It is kept by its time: columns move while the page follows the clock. */
function useActiveCell(times: readonly number[], cells: readonly HeatCell[]) {
  const [place, setPlace] = useState<{ readonly at: number | undefined; readonly row: number }>();
  const active = place && cells.find(({ column, row }) => row === place.row && times[column] === place.at);
  const setActive = (cell: HeatCell | undefined) =>
    setPlace(cell && { at: times[cell.column], row: cell.row });
  return [active, setActive] as const;
}

interface RowNamesProps {
  readonly names: readonly string[];
  readonly low: number;
  readonly high: number;
}

function RowNames({ names, low, high }: RowNamesProps) {
  return (
    <g className="fill-quiet text-[11px] tabular-nums">
      {names.slice(low, high + 1).map((name, index) => (
        <text
          key={name}
          x={MARGIN.left - 8}
          // A row's name is its lower end, and stands there.
          y={MARGIN.top + (high - low - index + 1) * ROW_HEIGHT}
          dy="-0.15em"
          textAnchor="end"
        >
          {name}
        </text>
      ))}
    </g>
  );
}

/** What the shades mean: each stands for about ten times as many as the one before. */
function ShadeLegend({
  most,
  format,
}: {
  readonly most: number;
  readonly format: (value: number) => string;
}) {
  const { t } = useTranslation();
  const shadeOf = shadeScale(most);
  const steps = legendValues(most);
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 pl-16 text-xs text-quiet tabular-nums">
      <span>{t("explore.shades")}</span>
      {steps.map((value) => (
        <span key={value} className="flex items-center gap-1">
          <svg width={16} height={12} aria-hidden="true">
            <rect width={16} height={12} fillOpacity={shadeOf(value)} className="fill-series-1" />
          </svg>
          {format(value)}
        </span>
      ))}
    </p>
  );
}

function legendValues(most: number): readonly number[] {
  const powers = Array.from({ length: 7 }, (_, power) => 10 ** power).filter((value) => value < most);
  return [...powers, most];
}
