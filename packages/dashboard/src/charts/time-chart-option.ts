import type { EChartsCoreOption } from "echarts/core";
import type { ChartColors } from "./palette.ts";
import type { ChartKind, TimeSeries } from "./time-series.ts";

/** What a chart over time shows, and how. */
export interface TimeChartInput {
  readonly series: readonly TimeSeries[];
  readonly kind: ChartKind;
  readonly colors: ChartColors;
  readonly format: (value: number) => string;
  readonly formatTick: (epochMs: number) => string;
  readonly tooltip: (rows: readonly TooltipRow[], at: number) => HTMLElement;
}

/** One line of a tooltip. */
export interface TooltipRow {
  readonly name: string;
  readonly color: string;
  readonly value: number;
}

/** Axes, series and tooltip for the drawing engine. */
export function timeChartOption(input: TimeChartInput): EChartsCoreOption {
  const { colors, format, formatTick } = input;
  const label = { color: colors.quiet, fontSize: 11 };
  return {
    animation: false,
    grid: { top: 8, right: 8, bottom: 4, left: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: {
      type: "time",
      axisLabel: { ...label, hideOverlap: true, formatter: formatTick },
      axisLine: { lineStyle: { color: colors.line } },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      min: 0,
      axisLabel: { ...label, formatter: format },
      splitNumber: 4,
      splitLine: { lineStyle: { color: colors.line, opacity: 0.6 } },
    },
    tooltip: tooltipOption(input),
    series: input.series.map((series, index) => seriesOption(series, index, input)),
  };
}

function seriesOption(series: TimeSeries, index: number, { kind, colors }: TimeChartInput) {
  const color = colorOf(series, index, colors);
  const isStacked = kind !== "line" && series.isBefore !== true;
  return {
    name: series.name,
    type: kind === "bar" ? "bar" : "line",
    data: series.points,
    color,
    showSymbol: series.points.length === 1,
    connectNulls: false,
    barCategoryGap: "15%",
    lineStyle: {
      width: series.isBefore === true ? 1 : 1.75,
      type: series.isBefore === true ? "dashed" : "solid",
    },
    ...(isStacked && { stack: "all" }),
    ...(kind === "area" && series.isBefore !== true && { areaStyle: { opacity: 0.35 } }),
    ...(kind === "bar" && { barMaxWidth: 24 }),
  };
}

function colorOf({ tone, isBefore }: TimeSeries, index: number, colors: ChartColors): string {
  if (tone === "rest" || isBefore === true) return colors.other;
  if (tone !== undefined) return colors[tone];
  return colors.series[index % colors.series.length] ?? colors.ink;
}

function tooltipOption({ tooltip, colors }: TimeChartInput) {
  return {
    trigger: "axis",
    confine: true,
    transitionDuration: 0,
    backgroundColor: colors.panel,
    borderColor: colors.line,
    textStyle: { color: colors.ink, fontSize: 12 },
    formatter: (given: unknown) => {
      const points = pointsOf(given);
      return tooltip(
        points.map(({ seriesName, color, value }) => ({ name: seriesName, color, value: value[1] ?? 0 })),
        points[0]?.value[0] ?? 0,
      );
    },
  };
}

interface TooltipPoint {
  readonly seriesName: string;
  readonly color: string;
  readonly value: readonly [at: number, value: number | null];
}

/** The engine types what it gives a tooltip too loosely to use; these are the fields of an axis tooltip. */
function pointsOf(given: unknown): readonly TooltipPoint[] {
  const points = (Array.isArray(given) ? given : [given]) as readonly TooltipPoint[];
  return points.filter(({ value }) => value[1] !== null);
}
