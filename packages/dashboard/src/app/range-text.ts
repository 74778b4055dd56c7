import { formatLength, formatSpan, formatTime } from "../format/format-values.ts";
import { momentOf, startOfDay } from "./moments.ts";
import { QUICK_RANGES, type QuickRange, USUAL_FROM, type View } from "./view.ts";

/** Days that one asks for by name. */
export const NAMED_DAYS = ["today", "yesterday"] as const;

/** A day that one asks for by name. */
export type NamedDay = (typeof NAMED_DAYS)[number];

/** The range of a day on the browser's clock; today goes on. */
export function rangeOfDay(day: NamedDay, now: number): Pick<View, "from" | "to"> {
  const today = new Date(startOfDay(now)).toISOString();
  return day === "today" ? { from: today } : { from: new Date(startOfDay(now, 1)).toISOString(), to: today };
}

/** Which of the offered ranges a view shows, if any. */
export function offeredRange(
  { from = USUAL_FROM, to = "now" }: View,
  now: number,
): QuickRange | NamedDay | undefined {
  const day = NAMED_DAYS.find((name) => {
    const range = rangeOfDay(name, now);
    return range.from === from && (range.to ?? "now") === to;
  });
  return day ?? (to === "now" ? QUICK_RANGES.find((range) => range === from) : undefined);
}

/** How ranges are called in the language of the pages. */
export type RangeTexts = (
  key: `range.${QuickRange | NamedDay}` | "range.last" | "range.since",
  values?: { readonly length: string } | { readonly from: string },
) => string;

interface Telling {
  /** The text of a key of the range's. */
  readonly t: RangeTexts;
  readonly language: string;
  readonly timeZone: string;
  readonly now: number;
}

/** The range of a view as one would say it. */
export function rangeText(view: View, { t, language, timeZone, now }: Telling): string {
  const offered = offeredRange(view, now);
  if (offered !== undefined) return t(`range.${offered}`);
  const { from = USUAL_FROM, to = "now" } = view;
  const [start, end] = [momentOf(from, now), momentOf(to, now)];
  if (to !== "now") return formatSpan({ from: start, to: end }, language, timeZone);
  if (from.startsWith("now")) return t("range.last", { length: formatLength(end - start, language) });
  return t("range.since", { from: formatTime(start, language, timeZone) });
}
