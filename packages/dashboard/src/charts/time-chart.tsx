import { lazy, Suspense } from "react";
import type { TimeChartProps } from "./time-chart-props.ts";
import type { SeriesTone, TimeSeries } from "./time-series.ts";

/** Fetches the drawing engine, the heaviest part of the pages, before there is anything to draw. */
export const fetchCanvas = () => import("./time-canvas.tsx");

const TimeCanvas = lazy(async () => ({ default: (await fetchCanvas()).TimeCanvas }));

/** Values over time, with the names of the series below. */
export function TimeChart({
  className = "h-56",
  ...props
}: TimeChartProps & { readonly className?: string }) {
  const { series, onSeries } = props;
  return (
    <div className="min-w-0">
      <div className={className}>
        <Suspense fallback={null}>
          <TimeCanvas {...props} />
        </Suspense>
      </div>
      {series.length > 1 && (
        <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs">
          {series.map((one, index) => (
            <li
              key={`${one.name}${one.isBefore === true ? "<" : ""}`}
              className="flex max-w-56 items-center gap-1.5"
            >
              <span className={`size-2 shrink-0 rounded-full ${colorClass(one, index)}`} />
              <SeriesName series={one} onSeries={onSeries} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface SeriesNameProps {
  readonly series: TimeSeries;
  readonly onSeries: TimeChartProps["onSeries"];
}

function SeriesName({ series: { name, key }, onSeries }: SeriesNameProps) {
  if (key === undefined || onSeries === undefined) return <span className="truncate text-quiet">{name}</span>;
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

const PLACES = [
  "bg-series-1",
  "bg-series-2",
  "bg-series-3",
  "bg-series-4",
  "bg-series-5",
  "bg-series-6",
  "bg-series-7",
  "bg-series-8",
] as const;

const TONES: Readonly<Record<SeriesTone, string>> = {
  good: "bg-good",
  bad: "bg-bad",
  accent: "bg-series-1",
  rest: "bg-series-rest",
};

function colorClass({ tone, isBefore }: TimeSeries, index: number): string {
  if (isBefore === true) return TONES.rest;
  return tone === undefined ? (PLACES[index % PLACES.length] ?? TONES.accent) : TONES[tone];
}
