import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import {
  type Format,
  formatAgo,
  formatBytes,
  formatCount,
  formatDay,
  formatDuration,
  formatLength,
  formatList,
  formatMoney,
  formatPlainTime,
  formatRate,
  formatShare,
  formatTime,
  formatZone,
} from "./format-values.ts";

/** The time zone of the browser: every time on the pages is in it. */
export const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Said where there is no value. */
const NONE = "–";

/** Values as people read them, in the language of the pages; a dash where there is none. */
export function useFormat() {
  const { i18n } = useTranslation();
  const { language } = i18n;
  return useMemo(() => {
    const told = (format: Format) => (value: number | null | undefined) =>
      value === null || value === undefined ? NONE : format(value, language);
    return {
      money: told(formatMoney),
      count: told(formatCount),
      share: told(formatShare),
      /** That was measured. */
      duration: told(formatDuration),
      /** That somebody chose, such as a window. */
      length: told(formatLength),
      rate: told(formatRate),
      bytes: told(formatBytes),
      list: (texts: readonly string[]) => formatList(texts, language),
      /** Alternatives. */
      choice: (texts: readonly string[]) => formatList(texts, language, "disjunction"),
      /** The short name of the browser's time zone, now. */
      zone: formatZone(Date.now(), language, TIME_ZONE),
      /** Without the zone, for where it is told beside. @param moment ISO 8601 or epoch milliseconds */
      plainTime: (moment: string | number) =>
        formatPlainTime(new Date(moment).getTime(), language, TIME_ZONE),
      /** The date alone. @param moment ISO 8601 or epoch milliseconds */
      day: (moment: string | number, zone = TIME_ZONE) =>
        formatDay(new Date(moment).getTime(), language, zone),
      /** With the zone. @param moment ISO 8601 or epoch milliseconds */
      time: (moment: string | number, zone = TIME_ZONE) =>
        formatTime(new Date(moment).getTime(), language, zone),
      ago: (moment: string | number) => formatAgo(new Date(moment).getTime(), Date.now(), language),
    };
  }, [language]);
}
