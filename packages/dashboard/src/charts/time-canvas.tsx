import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useIsDark } from "../app/theme.ts";
import { type Format, formatTime } from "../format/format-values.ts";
import { TIME_ZONE } from "../format/use-format.ts";
import { type DrawnChart, drawnChart } from "./engine.ts";
import { chartColors } from "./palette.ts";
import { type TooltipRow, timeChartOption } from "./time-chart-option.ts";
import type { TimeChartProps } from "./time-chart-props.ts";
import type { TimeSeries } from "./time-series.ts";

/** Values over time, drawn on a canvas. */
export function TimeCanvas(props: TimeChartProps) {
  const { label, series, kind, format } = props;
  const { i18n } = useTranslation();
  const { language } = i18n;
  const isDark = useIsDark();
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<DrawnChart>(undefined);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (element.current === null) return undefined;
    const drawn = drawnChart(element.current);
    chart.current = drawn;
    drawn.onStretch((from, to) => latest.current.onZoom?.(from, to));
    drawn.onSeries((name) => {
      const key = latest.current.series.find((one) => one.name === name)?.key;
      if (key !== undefined) latest.current.onSeries?.(key);
    });
    return () => drawn.dispose();
  }, []);

  useEffect(() => {
    // The colours are read from the page, which shows dark or light ones by now.
    void isDark;
    if (element.current === null) return;
    const ticks = tickFormat(series, language);
    chart.current?.draw(
      timeChartOption({
        series,
        kind,
        colors: chartColors(element.current),
        format: (value) => format(value, language),
        formatTick: (at) => ticks.format(at),
        tooltip: (rows, at) =>
          tooltipElement(formatTime(at, language, TIME_ZONE), withText(rows, format, language)),
      }),
    );
  }, [series, kind, format, language, isDark]);

  return <div ref={element} role="img" aria-label={label} className="relative size-full" />;
}

const DAY_MS = 86_400_000;

function tickFormat(series: readonly TimeSeries[], language: string): Intl.DateTimeFormat {
  const points = series[0]?.points ?? [];
  const length = (points.at(-1)?.[0] ?? 0) - (points[0]?.[0] ?? 0);
  return new Intl.DateTimeFormat(
    language,
    length > 2 * DAY_MS
      ? { timeZone: TIME_ZONE, day: "numeric", month: "short" }
      : { timeZone: TIME_ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  );
}

type ToldRow = TooltipRow & { readonly text: string };

function withText(rows: readonly TooltipRow[], format: Format, language: string): readonly ToldRow[] {
  return rows.map((row) => ({ ...row, text: format(row.value, language) }));
}

/** Most lines of a tooltip; the rest are the smallest. */
const MAX_ROWS = 10;

/** Built from elements, so that no name can be taken for markup. */
function tooltipElement(title: string, rows: readonly ToldRow[]): HTMLElement {
  const box = document.createElement("div");
  box.append(textElement("div", title, "mb-1 text-xs"));
  for (const { name, color, text } of rows.toSorted((a, b) => b.value - a.value).slice(0, MAX_ROWS)) {
    const line = textElement("div", "", "flex items-center gap-2 text-xs");
    const dot = textElement("span", "", "inline-block size-2 rounded-full");
    dot.style.backgroundColor = color;
    line.append(
      dot,
      textElement("span", name, "max-w-64 truncate"),
      textElement("span", text, "ml-auto pl-3 font-semibold tabular-nums"),
    );
    box.append(line);
  }
  return box;
}

function textElement(tag: string, text: string, className: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}
