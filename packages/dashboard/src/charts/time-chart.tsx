import { sum } from "d3-array";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSpend } from "../format/use-spend.ts";
import { colorsOf } from "./series-colors.ts";
import type { TimeChartProps } from "./time-chart-props.ts";
import { TimePlot } from "./time-plot.tsx";
import type { TimeSeries } from "./time-series.ts";

/** Values over time, with the names of the series below. */
export function TimeChart({
  className = "h-56",
  ...props
}: TimeChartProps & { readonly className?: string }) {
  const { series } = props;
  const [pointed, setPointed] = useState<number>();
  const colors = useMemo(() => colorsOf(series), [series]);
  // One series without a key is what the title says.
  const hasLegend = series.length > 1 || series[0]?.key !== undefined;
  return (
    <div className="min-w-0">
      <div className={className}>
        <TimePlot {...props} colors={colors} pointed={pointed} onPoint={setPointed} />
      </div>
      {hasLegend && <Legend {...props} colors={colors} pointed={pointed} onPoint={setPointed} />}
    </div>
  );
}

interface LegendProps extends TimeChartProps {
  readonly colors: readonly string[];
  readonly pointed: number | undefined;
  readonly onPoint: (place: number | undefined) => void;
}

/** The names of the series with what each comes to: the sum of what adds up, the last value of anything else. */
function Legend({ series, kind, addsUp = kind !== "line", format, colors, onPoint, onSeries }: LegendProps) {
  const { t, i18n } = useTranslation();
  const spend = useSpend();
  const textOf = (value: number | undefined) => (value === undefined ? "–" : format(value, i18n.language));
  return (
    <ul
      className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs"
      aria-label={t(addsUp ? "chart.sums" : "chart.last")}
    >
      <li className="text-quiet" aria-hidden="true">
        {t(addsUp ? "chart.sums" : "chart.last")}
      </li>
      {series.map((one, place) => {
        const value = addsUp ? sum(one.points, ([, amount]) => amount) : lastOf(one);
        return (
          <li
            key={`${one.name}/${one.movedMs ?? ""}`}
            className="flex max-w-72 items-center gap-1.5"
            onPointerEnter={() => onPoint(place)}
            onPointerLeave={() => onPoint(undefined)}
          >
            <Sample color={colors[place] ?? ""} isBefore={one.movedMs !== undefined} />
            <SeriesName series={one} onSeries={onSeries} />
            <span className="shrink-0 tabular-nums">
              {one.pricing === undefined ? textOf(value) : spend({ ...one.pricing, costNanos: value })}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Sample({ color, isBefore }: { readonly color: string; readonly isBefore: boolean }) {
  return isBefore ? (
    <span className="w-3 shrink-0 border-t-2 border-dashed" style={{ borderColor: color }} />
  ) : (
    <span className="size-2 shrink-0 rounded-full" style={{ backgroundColor: color }} />
  );
}

interface SeriesNameProps {
  readonly series: TimeSeries;
  readonly onSeries: TimeChartProps["onSeries"];
}

function SeriesName({ series: { name, key, movedMs }, onSeries }: SeriesNameProps) {
  if (key === undefined || onSeries === undefined || movedMs !== undefined) {
    return <span className="truncate text-quiet">{name}</span>;
  }
  return (
    <button
      type="button"
      onClick={() => onSeries(key)}
      className="min-h-6 truncate text-quiet hover:text-ink hover:underline"
    >
      {name}
    </button>
  );
}

function lastOf({ points }: TimeSeries): number | undefined {
  return points.findLast(([, value]) => value !== null)?.[1] ?? undefined;
}
