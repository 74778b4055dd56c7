import { sum } from "d3-array";
import { nearestPoint } from "./chart-layers.ts";
import type { SeriesPoint, TimeSeries } from "./time-series.ts";

/** One line of a tooltip. */
export interface TooltipRow {
  /** Place of the series in the chart. */
  readonly place: number;
  readonly name: string;
  readonly value: number;
  /** Of the time before: when its step really was; epoch milliseconds. */
  readonly before?: number;
}

/** What a tooltip says of one step. */
export interface TooltipContent {
  /** Largest first; those of the time before at the end. */
  readonly rows: readonly TooltipRow[];
  /** How many further rows there are, which are smaller. */
  readonly left: number;
  /** The sum of what adds up, where it is of more than one. */
  readonly total?: number;
}

/** Most lines of a tooltip. */
const MAX_ROWS = 10;

/** The values at a step from the largest down, without those that are nothing. */
export function tooltipRows(
  series: readonly TimeSeries[],
  index: number,
  { addsUp }: { readonly addsUp: boolean },
): TooltipContent {
  const at = series.find(({ movedMs }) => movedMs === undefined)?.points[index]?.[0] ?? 0;
  const found = series.flatMap((one, place): readonly TooltipRow[] => {
    const { name, points, movedMs } = one;
    const point = movedMs === undefined ? points[index] : nearestPoint(points, at);
    const [pointAt, value] = point ?? NO_POINT;
    if (value === null) return [];
    return [{ place, name, value, ...(movedMs !== undefined && { before: pointAt - movedMs }) }];
  });
  const now = found.filter(({ before }) => before === undefined);
  const told = withoutNothing(now);
  const before = withoutNothing(found.filter((row) => row.before !== undefined));
  const rows = [...told, ...before];
  return {
    rows: rows.slice(0, MAX_ROWS),
    left: Math.max(0, rows.length - MAX_ROWS),
    ...(addsUp && now.length > 1 && { total: sum(now, ({ value }) => value) }),
  };
}

const NO_POINT: SeriesPoint = [0, null];

/** Rows that are not 0, the largest first; one of them where all are. */
function withoutNothing(rows: readonly TooltipRow[]): readonly TooltipRow[] {
  const some = rows.filter(({ value }) => value !== 0).toSorted((a, b) => b.value - a.value);
  return some.length > 0 || rows.length > 1 ? some : rows;
}
