import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatSpan } from "../format/format-values.ts";
import { TIME_ZONE, useFormat } from "../format/use-format.ts";
import type { Stretch } from "./chart-scales.ts";
import type { TooltipContent } from "./tooltip-rows.ts";

interface TooltipBoxProps {
  /** The place it tells of, in pixels from the left edge of a box of this width. */
  readonly left: number;
  readonly within: number;
  readonly children: ReactNode;
}

/** What is told of the place that one points at, beside that place. For the eye only: the same stands in tables. */
export function TooltipBox({ left, within, children }: TooltipBoxProps) {
  const isRight = left > within / 2;
  return (
    <div
      aria-hidden="true"
      data-tooltip
      className="pointer-events-none absolute top-0 z-10 max-w-80 min-w-40 rounded-md border border-line bg-panel p-2 text-xs shadow-lg"
      style={isRight ? { right: within - left + 12 } : { left: left + 12 }}
    >
      {children}
    </div>
  );
}

interface StepTooltipProps {
  readonly content: TooltipContent;
  /** Start and end of the step; epoch milliseconds. */
  readonly step: Stretch;
  readonly colors: readonly string[];
  /** The series that one points at. */
  readonly pointed: number | undefined;
  readonly format: (value: number) => string;
}

/** The values of one step. */
export function StepTooltip({ content, step, colors, pointed, format }: StepTooltipProps) {
  const { t, i18n } = useTranslation();
  const { time } = useFormat();
  const { rows, left, total } = content;
  return (
    <>
      <p className="mb-1 font-medium whitespace-nowrap">{formatSpan(step, i18n.language, TIME_ZONE)}</p>
      <ul>
        {rows.map(({ place, name, value, before }) => (
          <li
            key={place}
            className={`flex items-center gap-2 ${pointed !== undefined && pointed !== place ? "text-quiet" : ""}`}
          >
            <span
              className={`h-2 w-2 shrink-0 rounded-full ${before === undefined ? "" : "opacity-50"}`}
              style={{ backgroundColor: colors[place] }}
            />
            <span className="min-w-0 truncate">
              {before === undefined ? name : `${name} · ${time(before)}`}
            </span>
            <span className="ml-auto shrink-0 pl-3 font-semibold tabular-nums">{format(value)}</span>
          </li>
        ))}
      </ul>
      {left > 0 && <p className="text-quiet">{t("chart.more", { count: left })}</p>}
      {total !== undefined && (
        <p className="mt-1 flex justify-between gap-3 border-t border-line pt-1">
          <span>{t("chart.total")}</span>
          <span className="font-semibold tabular-nums">{format(total)}</span>
        </p>
      )}
      <p className="mt-1 text-quiet">{TIME_ZONE}</p>
    </>
  );
}
