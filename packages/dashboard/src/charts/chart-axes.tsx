import { useTranslation } from "react-i18next";
import { TIME_ZONE } from "../format/use-format.ts";
import { timeTicks, type ValueScale } from "./chart-scales.ts";
import { MARGIN, type PlotArea } from "./plot-area.ts";

/** The moments below a plot, in the browser's time zone. */
export function TimeAxis({ area }: { readonly area: PlotArea }) {
  const { i18n } = useTranslation();
  const lengthMs = area.range.to - area.range.from;
  const y = MARGIN.top + area.height;
  return (
    <g className="fill-quiet text-[11px]">
      <line x1={MARGIN.left} x2={MARGIN.left + area.width} y1={y} y2={y} className="stroke-line" />
      {timeTicks(area.leftOf).map(({ at, isDay }) => {
        const x = MARGIN.left + area.leftOf(at);
        return (
          <text key={at} x={x} y={y + 15} textAnchor={anchorOf(x, area)}>
            {tickText(at, { isDay, isShort: lengthMs < SHORT_MS, language: i18n.language })}
          </text>
        );
      })}
    </g>
  );
}

/** Ranges below this are told to the second. */
const SHORT_MS = 5 * 60_000;

/** How near to an edge a name would be cut. */
const EDGE = 28;

function anchorOf(x: number, { width }: PlotArea): "start" | "middle" | "end" {
  if (x > MARGIN.left + width - EDGE) return "end";
  return "middle";
}

function tickText(
  at: number,
  {
    isDay,
    isShort,
    language,
  }: { readonly isDay: boolean; readonly isShort: boolean; readonly language: string },
): string {
  const parts: Intl.DateTimeFormatOptions = isDay
    ? { day: "numeric", month: "short" }
    : { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(isShort && { second: "2-digit" }) };
  return new Intl.DateTimeFormat(language, { ...parts, timeZone: TIME_ZONE }).format(at);
}

interface ValueAxisProps {
  readonly area: PlotArea;
  readonly scale: ValueScale;
  readonly format: (value: number) => string;
}

/** The values beside a plot, and a line across it for each. */
export function ValueAxis({ area, scale: { ticks, topOf }, format }: ValueAxisProps) {
  const texts = ticks.map(format);
  return (
    <g className="fill-quiet text-[11px] tabular-nums">
      {ticks.map((value, index) => {
        const y = MARGIN.top + topOf(value);
        return (
          <g key={value}>
            {value !== 0 && (
              <line
                x1={MARGIN.left}
                x2={MARGIN.left + area.width}
                y1={y}
                y2={y}
                className="stroke-line opacity-60"
              />
            )}
            {/* A count of 0.5 is written as 1: what is written twice is left out. */}
            {texts.indexOf(texts[index] ?? "") === index && (
              <text x={MARGIN.left - 8} y={y} dy="0.35em" textAnchor="end">
                {texts[index]}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}
