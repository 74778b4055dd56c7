import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TraceSpan } from "../../api/questions.ts";
import { BAR_COLOURS, type BarMeaning, barMeaning } from "./span-colours.ts";
import type { TraceDrawing } from "./trace-columns.ts";

interface WaterfallLegendProps {
  readonly spans: readonly TraceSpan[];
  readonly drawing: TraceDrawing;
}

/** What the colours of bars mean, of those that are there, and the pale part. */
export function WaterfallLegend({ spans, drawing }: WaterfallLegendProps) {
  const { t } = useTranslation();
  const there = useMemo(() => new Set(spans.map(barMeaning)), [spans]);
  const isStreamed = useMemo(
    () => spans.some(({ timeToFirstTokenMs }) => timeToFirstTokenMs !== undefined),
    [spans],
  );
  const isDrawn = drawing === "waterfall";
  const meanings = (Object.keys(BAR_COLOURS) as BarMeaning[]).filter(
    (meaning) => isDrawn && there.has(meaning),
  );
  return (
    <ul
      aria-label={t("trace.legend")}
      className="flex flex-wrap gap-x-4 gap-y-1 border-t border-line px-3 py-2 text-xs text-quiet"
    >
      {meanings.map((meaning) => (
        <li key={meaning} className="flex items-center gap-1.5">
          <span className={`h-2.5 w-4 rounded-sm ${BAR_COLOURS[meaning]}`} />
          {t(`trace.bar.${meaning}`)}
        </li>
      ))}
      {isDrawn && isStreamed && (
        <li className="flex items-center gap-1.5">
          <span className="h-2.5 w-4 overflow-hidden rounded-sm bg-series-1">
            <span className="block h-full w-1/2 bg-panel/50" />
          </span>
          {t("trace.bar.pale")}
        </li>
      )}
      <li>{t("trace.sums")}</li>
    </ul>
  );
}
