import { extent, max } from "d3-array";
import { type PointerEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { TimeAxis } from "./chart-axes.tsx";
import { endOfStep, stepAt } from "./chart-layers.ts";
import type { Stretch } from "./chart-scales.ts";
import { TooltipBox } from "./chart-tooltip.tsx";
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
  /** Fields with something in them; at least one. */
  readonly cells: readonly HeatCell[];
  /** What a field says when one points at it. */
  readonly tell: (cell: HeatCell) => string;
  readonly formatValue: (value: number) => string;
  readonly onZoom: (from: number, to: number) => void;
  /** A person clicked a field. */
  readonly onCell: (cell: HeatCell) => void;
}

const ROW_HEIGHT = 16;

/** Counts by time and another axis, the darker the more. Rows above and below everything measured are left out. */
export function HeatMap(props: HeatMapProps) {
  const { label, times, cells, rowNames, range, onZoom, onCell } = props;
  const { element, width } = useSize();
  const [hovered, setHovered] = useState<HeatCell>();
  const [low = 0, high = 0] = extent(cells, ({ row }) => row);
  const most = max(cells, ({ value }) => value) ?? 0;
  const shadeOf = shadeScale(most);
  const height = (high - low + 1) * ROW_HEIGHT;
  const area = plotArea({ width: Math.max(0, width - MARGIN.left - MARGIN.right), height, range });
  const columns = useMemo(() => times.map((at): SeriesPoint => [at, null]), [times]);
  const { shade, handlers } = useBrush({
    inset: MARGIN.left,
    onStretch: (from, to) => onZoom(momentAt(area, from), momentAt(area, to)),
    onPress: hovered && (() => onCell(hovered)),
  });
  const follow = (event: PointerEvent<SVGSVGElement>) => {
    handlers.onPointerMove(event);
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const column = stepAt(columns, momentAt(area, event.clientX - left - MARGIN.left));
    const row = high - Math.floor((event.clientY - top - MARGIN.top) / ROW_HEIGHT);
    setHovered(cells.find((cell) => cell.column === column && cell.row === row));
  };
  return (
    <div ref={element} className="relative">
      <svg
        role="img"
        aria-label={label}
        data-chart="heat"
        width={width}
        height={height + MARGIN.top + MARGIN.bottom}
        className={`block touch-pan-y select-none ${hovered ? "cursor-pointer" : "cursor-crosshair"}`}
        {...handlers}
        onPointerMove={follow}
        onPointerLeave={() => setHovered(undefined)}
      >
        <RowNames names={rowNames} low={low} high={high} />
        <svg
          aria-hidden="true"
          x={MARGIN.left}
          y={MARGIN.top}
          width={area.width}
          height={height}
          overflow="hidden"
        >
          <rect width="100%" height="100%" className="fill-raised/40" />
          {cells.map((cell) => {
            const at = area.leftOf(times[cell.column] ?? 0);
            const end = area.leftOf(endOfStep(columns, cell.column));
            return (
              <rect
                key={`${cell.column}/${cell.row}`}
                x={at}
                y={(high - cell.row) * ROW_HEIGHT}
                width={Math.max(1, (end - at) * 0.94)}
                height={ROW_HEIGHT - 1}
                fillOpacity={shadeOf(cell.value)}
                className={`fill-series-1 ${hovered === cell ? "stroke-ink" : ""}`}
              />
            );
          })}
          {shade && <rect x={shade.left} width={shade.width} height="100%" className="fill-accent/15" />}
        </svg>
        <TimeAxis area={area} />
      </svg>
      {hovered !== undefined && shade === undefined && (
        <TooltipBox left={MARGIN.left + area.leftOf(times[hovered.column] ?? 0)} within={width}>
          {props.tell(hovered)}
        </TooltipBox>
      )}
      <ShadeLegend most={most} format={props.formatValue} />
    </div>
  );
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
