import type { Format } from "../format/format-values.ts";
import type { ChartKind, TimeSeries } from "./time-series.ts";

/** What a chart over time shows. */
export interface TimeChartProps {
  /** What the chart shows, for those who do not see it. */
  readonly label: string;
  readonly series: readonly TimeSeries[];
  readonly kind: ChartKind;
  readonly format: Format;
  /** A person dragged over a stretch of time; epoch milliseconds. */
  readonly onZoom?: (from: number, to: number) => void;
  /** A person clicked a series that has a key. */
  readonly onSeries?: (key: string) => void;
}
