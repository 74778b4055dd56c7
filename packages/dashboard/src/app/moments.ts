const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
};

const RELATIVE = /^now(?:-(\d{1,9})([smhdw]))?$/;

/** Dates may have a time; without one they are the start of a day in UTC. */
const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** The moment that `now-24h` or an ISO 8601 time stands for, in epoch milliseconds; NaN for anything else. */
export function momentOf(text: string, now: number): number {
  const relative = RELATIVE.exec(text);
  if (relative === null) return ISO.test(text) ? Date.parse(text) : Number.NaN;
  const [, count = "0", unit = "s"] = relative;
  return now - Number(count) * (UNITS[unit] ?? 0);
}

/** The longest range that the server answers about. */
const MAX_DAYS = 400;

/** Whether a stretch of time is one: both ends are moments, the first before the second, not too far apart. */
export function isRange({ from, to }: { readonly from: string; readonly to: string }, now: number): boolean {
  const length = momentOf(to, now) - momentOf(from, now);
  return length > 0 && length <= MAX_DAYS * DAY_MS;
}

/** The start of the day, on the browser's clock, that lies so many days before that of a moment; epoch milliseconds. */
export function startOfDay(moment: number, daysBefore = 0): number {
  const day = new Date(moment);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - daysBefore);
  return day.getTime();
}
