const NANOS_PER_USD = 1e9;

/** A value as people read it, in the language of the pages. */
export type Format = (value: number, language: string) => string;

/** Nano-dollars as dollars: cents from a dollar on, three digits below. */
export const formatMoney: Format = (nanos, language) => {
  const usd = nanos / NANOS_PER_USD;
  return new Intl.NumberFormat(language, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    ...moneyDigits(Math.abs(usd)),
  }).format(usd);
};

function moneyDigits(usd: number): Intl.NumberFormatOptions {
  if (usd === 0 || usd >= 0.9995) return { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return usd >= 0.1
    ? { minimumFractionDigits: 2, maximumFractionDigits: 3 }
    : { maximumSignificantDigits: 3 };
}

/** A count in full up to 9,999, in three digits beyond. */
export const formatCount: Format = (count, language) =>
  new Intl.NumberFormat(
    language,
    count < 10_000
      ? { maximumFractionDigits: 0 }
      : { notation: "compact", minimumSignificantDigits: 3, maximumSignificantDigits: 3 },
  ).format(count);

/** A share of 0 to 1 in percent; what is not nothing is never shown as 0 %. */
export const formatShare: Format = (share, language) =>
  new Intl.NumberFormat(language, { style: "percent", maximumSignificantDigits: 3 }).format(
    share < 0.1 ? share : Math.round(share * 1000) / 1000,
  );

/** Milliseconds that were measured, as people say them: `842 ms`, `4.21 s`, `23.0 s`, `3 min 12 s`, `2 h 5 min`, `7 d`. */
export const formatDuration: Format = (ms, language) => durationText(ms, language, 3);

/** Milliseconds that somebody chose, such as a window or a mark of an axis: no digits that say nothing, as in `5 s`. */
export const formatLength: Format = (ms, language) => durationText(ms, language, 1);

/** @param leastDigits of seconds */
function durationText(ms: number, language: string, leastDigits: number): string {
  if (ms < 999.5) return unit(ms, "millisecond", { language, digits: ms < 10 ? 1 : 0 });
  if (ms < 59_950) return unit(ms / 1000, "second", { language, leastDigits, digits: 3 });
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) {
    return joined([Math.floor(seconds / 60), "minute"], [seconds % 60, "second"], language);
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < HOURS_TOLD * 60) {
    return joined([Math.floor(minutes / 60), "hour"], [minutes % 60, "minute"], language);
  }
  const hours = Math.round(minutes / 60);
  return joined([Math.floor(hours / 24), "day"], [hours % 24, "hour"], language);
}

/** From so many hours on one thinks in days. */
const HOURS_TOLD = 48;

/** A rate such as tokens per second, in three digits. */
export const formatRate: Format = (rate, language) =>
  new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(rate);

/** Bytes in the largest unit that fits. */
export const formatBytes: Format = (bytes, language) => {
  const step = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return unit(bytes / 1000 ** step, BYTE_UNITS[step] ?? "byte", { language, digits: step === 0 ? 0 : 1 });
};

const BYTE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

/** A moment in a time zone, to the second, with the zone's short name: `Mar 2, 2026, 07:30:00 GMT+8`. */
export function formatTime(epochMs: number, language: string, timeZone: string): string {
  return dateFormat(language, { timeZone, timeZoneName: "short" }).format(epochMs);
}

/** A moment to the second, where the zone is told beside it. */
export function formatPlainTime(epochMs: number, language: string, timeZone: string): string {
  return dateFormat(language, { timeZone }).format(epochMs);
}

/** The date of a moment in a time zone. */
export function formatDay(epochMs: number, language: string, timeZone: string): string {
  return new Intl.DateTimeFormat(language, { timeZone, dateStyle: "medium" }).format(epochMs);
}

/** The short name of a time zone at a moment, such as `GMT+8` or `EST`. */
export function formatZone(epochMs: number, language: string, timeZone: string): string {
  const parts = dateFormat(language, { timeZone, timeZoneName: "short" }).formatToParts(epochMs);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}

function dateFormat(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, {
    ...{ year: "numeric", month: "short", day: "numeric" },
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
    ...options,
  });
}

/** Several texts as one: `a, b, and c`, or `a、b和c`; alternatives with "or". */
export function formatList(
  texts: readonly string[],
  language: string,
  type: Intl.ListFormatType = "conjunction",
): string {
  return new Intl.ListFormat(language, { style: "long", type }).format(texts);
}

/** A stretch of time (epoch milliseconds) in a time zone, without saying twice what both ends share, and seconds only where they matter. */
export function formatSpan(
  { from, to }: { readonly from: number; readonly to: number },
  language: string,
  timeZone: string,
): string {
  const isWhole = from % MINUTE_MS === 0 && to % MINUTE_MS === 0;
  return new Intl.DateTimeFormat(language, {
    timeZone,
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    ...(!isWhole && { second: "2-digit" }),
    hourCycle: "h23",
  }).formatRange(from, to);
}

const MINUTE_MS = 60_000;

/** How long ago a moment was: `3 min. ago`. */
export function formatAgo(epochMs: number, now: number, language: string): string {
  const seconds = Math.round((now - epochMs) / 1000);
  const format = new Intl.RelativeTimeFormat(language, { style: "short", numeric: "always" });
  if (seconds < 60) return format.format(-Math.max(0, seconds), "second");
  if (seconds < 3600) return format.format(-Math.floor(seconds / 60), "minute");
  if (seconds < 86_400) return format.format(-Math.floor(seconds / 3600), "hour");
  return format.format(-Math.floor(seconds / 86_400), "day");
}

type Part = readonly [value: number, unit: string];

function joined([major, majorUnit]: Part, [minor, minorUnit]: Part, language: string): string {
  const first = unit(major, majorUnit, { language, digits: 0 });
  return minor === 0 ? first : `${first} ${unit(minor, minorUnit, { language, digits: 0 })}`;
}

interface Digits {
  readonly language: string;
  /** After the point at most; where there is a least, of all digits. */
  readonly digits: number;
  readonly leastDigits?: number;
}

function unit(value: number, name: string, { language, digits, leastDigits }: Digits): string {
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: name,
    unitDisplay: "narrow",
    ...(leastDigits === undefined
      ? { maximumFractionDigits: digits }
      : { minimumSignificantDigits: leastDigits, maximumSignificantDigits: digits }),
  }).format(value);
}
