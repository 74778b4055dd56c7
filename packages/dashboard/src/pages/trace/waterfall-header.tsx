import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/use-format.ts";
import { rulerMarks } from "./time-ruler.ts";
import { TRACE_COLUMNS, type TraceDrawing } from "./trace-columns.ts";

interface WaterfallHeaderProps {
  readonly lengthMs: number;
  readonly drawing: TraceDrawing;
}

/** More marks than this would run into each other. */
const MOST_MARKS = 3;

/** The names of the columns and the ruler of the bars; it stays while the spans scroll below it. */
export function WaterfallHeader({ lengthMs, drawing }: WaterfallHeaderProps) {
  const { t } = useTranslation();
  return (
    <div
      aria-hidden="true"
      className="overflow-hidden border-b border-line text-xs font-medium text-quiet [scrollbar-gutter:stable]"
    >
      <div
        className={`${TRACE_COLUMNS[drawing]} relative h-7 ${drawing === "waterfall" ? "mb-4 @xl:mb-0" : ""}`}
      >
        <span>{t("trace.span")}</span>
        {drawing === "waterfall" && <Ruler lengthMs={lengthMs} />}
        <span className="hidden text-right @xl:block">{t("column.tokens")}</span>
        <span className="hidden truncate text-right @xl:block" title={t("trace.firstToken")}>
          {t("trace.firstTokenShort")}
        </span>
        <span className="text-right">{t("trace.took")}</span>
        <span className="text-right">{t("column.cost")}</span>
      </div>
    </div>
  );
}

function Ruler({ lengthMs }: { readonly lengthMs: number }) {
  const { length } = useFormat();
  return (
    <span className="absolute inset-x-2 -bottom-4 h-4 font-normal @xl:relative @xl:inset-x-0 @xl:bottom-0 @xl:h-full">
      {rulerMarks(lengthMs, MOST_MARKS).map(({ ms, place }) => (
        <span
          key={ms}
          className="absolute inset-y-0 flex items-center border-l border-edge/60 pl-1 text-[11px] whitespace-nowrap tabular-nums"
          style={{ left: `${place * 100}%` }}
        >
          {ms === 0 ? "0" : length(ms)}
        </span>
      ))}
    </span>
  );
}
