import type { Format } from "../format/format-values.ts";
import type { Stretch } from "./chart-scales.ts";
import type { ChartKind, TimeSeries } from "./time-series.ts";

/** What a chart over time shows. */
export interface TimeChartProps {
  /** What the chart shows, for those who do not see it. */
  readonly label: string;
  readonly series: readonly TimeSeries[];
  readonly kind: ChartKind;
  readonly format: Format;
  /** How the round values of the axis are written, where that is another way. */
  readonly formatTick?: Format;
  /** Whether the values of several series and steps may be summed up; what is stacked may. */
  readonly addsUp?: boolean;
  /** The time from edge to edge; the series' own when absent. */
  readonly range?: Stretch;
  /** A person dragged over a stretch of time; epoch milliseconds. */
  readonly onZoom?: (from: number, to: number) => void;
  /** A person clicked a series that has a key. */
  readonly onSeries?: (key: string) => void;
}
