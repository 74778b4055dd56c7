import { memo } from "react";
import { endOfStep } from "./chart-layers.ts";
import { type HeatCell, shadeScale } from "./heat-shade.ts";
import type { PlotArea } from "./plot-area.ts";
import type { SeriesPoint } from "./time-series.ts";

/** How high a row is, in pixels. */
export const ROW_HEIGHT = 16;

/** The fields of a heat map and where they lie. */
export interface HeatField {
  readonly cells: readonly HeatCell[];
  readonly columns: readonly SeriesPoint[];
  /** The highest row that is drawn. */
  readonly high: number;
  readonly most: number;
  readonly area: PlotArea;
}

/** Every field with something in it; drawn anew only when what is counted changes, not at each move of the mouse. */
export const HeatCells = memo(function HeatCells({ field }: { readonly field: HeatField }) {
  const shadeOf = shadeScale(field.most);
  return field.cells.map((cell) => (
    <rect
      key={`${cell.column}/${cell.row}`}
      {...boxOf(cell, field)}
      fillOpacity={shadeOf(cell.value)}
      className="fill-series-1"
    />
  ));
});

/** The line about the field that one points at or has gone to. */
export function HeatFrame({ field, cell }: { readonly field: HeatField; readonly cell: HeatCell }) {
  return <rect {...boxOf(cell, field)} fill="none" className="stroke-2 stroke-ink" />;
}

function boxOf({ column, row }: HeatCell, { columns, high, area }: HeatField) {
  // The first and the last step reach beyond the range.
  const left = Math.max(0, area.leftOf(columns[column]?.[0] ?? 0));
  const right = Math.min(area.width, area.leftOf(endOfStep(columns, column)));
  return {
    x: left,
    y: (high - row) * ROW_HEIGHT,
    width: Math.max(1, (right - left) * 0.94),
    height: ROW_HEIGHT - 1,
  };
}
