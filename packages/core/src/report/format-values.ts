import { Temporal } from "temporal-polyfill";
import { NANOS_PER_USD } from "../money/nanos.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A count with thousands separated: `12,345`. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/** A large count in three digits: `9,999`, `12.3k`, `1.25M`, `3.10B`. */
export function formatCompact(count: number): string {
  if (count < 10_000) return formatCount(count);
  const scales = [
    [1e3, "k"],
    [1e6, "M"],
    [1e9, "B"],
  ] as const;
  for (const [unit, letter] of scales) {
    const digits = threeDigits(count / unit);
    // 999,999 rounds to 1000k, which is 1.00M.
    if (digits.length <= 4 && Number(digits) < 1000) return digits + letter;
  }
  return `${formatCount(count / 1e9)}B`;
}

/** Dollars to three digits, for what is itself a rough number: `$0.0103`, `$8.50`, `$1,235`. */
export function formatRoughUsd(nanos: number): string {
  const usd = nanos / NANOS_PER_USD;
  if (usd >= 99.995) return `$${formatCount(usd)}`;
  if (usd >= 0.995 || usd === 0) return `$${usd.toFixed(2)}`;
  return `$${usd.toFixed(Math.min(9, 2 - Math.floor(Math.log10(usd))))}`;
}

/** A duration for people: `0.4ms`, `842ms`, `4.21s`, `42.1s`, `3m 12s`, `2h 05m`, `3d 04h`. */
export function formatDuration(ms: number): string {
  if (ms < 1) return ms === 0 ? "0ms" : `${Math.max(0.1, Number(ms.toFixed(1)))}ms`;
  if (ms < 999.5) return `${Math.round(ms)}ms`;
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${threeDigits(seconds)}s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return twoUnits(whole, [60, "m"], "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return twoUnits(minutes, [60, "h"], "m");
  return twoUnits(Math.round(minutes / 60), [24, "d"], "h");
}

/** A share of 0 to 1 in whole percent; what is not nothing is never shown as 0 %. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.005) return "<1%";
  return `${Math.round(share * 100)}%`;
}

/** How much of a limit is used, rounded down: 100 % means used up. */
export function formatUsed(ratio: number): string {
  if (ratio > 0 && ratio < 0.01) return "<1%";
  return `${formatCount(Math.floor(ratio * 100))}%`;
}

/** A rate with one decimal below 100: `41.2`, `350`. */
export function formatRate(rate: number): string {
  return rate < 99.95 ? rate.toFixed(1) : formatCount(rate);
}

/** A threshold in its plainest form: `500ms`, `5s`, `2.5s`. */
export function formatThreshold(ms: number): string {
  return ms < 1000 ? `${formatRounded(ms)}ms` : `${formatRounded(ms / 1000)}s`;
}

function formatRounded(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

/** A time and the day it is told from. */
export interface ShownTime {
  /** ISO 8601 UTC. */
  readonly at: string;
  /** ISO 8601 UTC; on the same day, the date is left out. */
  readonly near: string;
  /** IANA name. */
  readonly timeZone: string;
}

/** A time in a zone, as short as its distance allows: `18:42`, `22 Nov 18:42`, `22 Nov 2025 18:42`. */
export function formatTime({ at, near, timeZone }: ShownTime): string {
  const time = inZone(at, timeZone);
  const today = inZone(near, timeZone);
  const clock = clockText(time);
  if (time.toPlainDate().equals(today.toPlainDate())) return clock;
  const date = `${time.day} ${MONTHS[time.month - 1]}`;
  return time.year === today.year ? `${date} ${clock}` : `${date} ${time.year} ${clock}`;
}

/** The end of a window: as `formatTime`, but `midnight` for the coming one. */
export function formatWindowEnd({ at, near, timeZone }: ShownTime): string {
  const end = inZone(at, timeZone);
  const isComingMidnight = end.equals(inZone(near, timeZone).startOfDay().add({ days: 1 }).startOfDay());
  return isComingMidnight ? "midnight" : formatTime({ at, near, timeZone });
}

/** A range in a zone, with the zone: `23 Nov 2026 00:00 – 18:42 (Europe/Berlin, UTC+01:00)`. */
export function formatRange(range: { from: string; to: string }, timeZone: string): string {
  const from = inZone(range.from, timeZone);
  const to = inZone(range.to, timeZone);
  const start = `${dateText(from)} ${clockText(from)}`;
  const isSameDay = from.toPlainDate().equals(to.toPlainDate());
  const end = isSameDay ? clockText(to) : `${dateText(to)} ${clockText(to)}`;
  const zone = timeZone === "UTC" ? "UTC" : `${timeZone}, UTC${to.offset}`;
  return `${start} – ${end} (${zone})`;
}

function inZone(at: string, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.from(at).toZonedDateTimeISO(timeZone);
}

function clockText(time: Temporal.ZonedDateTime): string {
  return `${String(time.hour).padStart(2, "0")}:${String(time.minute).padStart(2, "0")}`;
}

function dateText(time: Temporal.ZonedDateTime): string {
  return `${time.day} ${MONTHS[time.month - 1]} ${time.year}`;
}

function threeDigits(value: number): string {
  if (value < 9.995) return value.toFixed(2);
  return value < 99.95 ? value.toFixed(1) : value.toFixed(0);
}

function twoUnits(value: number, [size, bigName]: readonly [number, string], smallName: string): string {
  const rest = String(value % size).padStart(2, "0");
  return `${Math.floor(value / size)}${bigName} ${rest}${smallName}`;
}
