import { REDACTED } from "@breakwater/core/redact/secrets";
import picocolors from "picocolors";
import { type DestinationStream, type Logger, pino } from "pino";

/** What the server writes about itself. */
export type ServerLog = Logger;

/** How the log is written. */
export interface LogSettings {
  readonly level: string;
  /** `auto` is pretty on a terminal and JSON elsewhere. */
  readonly format: "auto" | "json" | "pretty";
}

/** A log on a stream; people and programs read standard output for the addresses, so it goes to standard error. */
export function createServerLog({ level, format }: LogSettings, stream: NodeJS.WriteStream): ServerLog {
  const isPretty = format === "pretty" || (format === "auto" && stream.isTTY);
  const destination: DestinationStream = isPretty
    ? { write: (line) => stream.write(prettyLine(line)) }
    : { write: (line) => stream.write(line) };
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: ["key", "*.key", "adminKey", "*.adminKey", "authorization"], censor: REDACTED },
    },
    destination,
  );
}

const COLORS = { warn: picocolors.yellow, error: picocolors.red, fatal: picocolors.red };

/** `12:00:00 warn Message key=value`, for people. */
export function prettyLine(line: string): string {
  const { time, level, msg, ...rest }: Record<string, unknown> = JSON.parse(line);
  const color = Object.entries(COLORS).find(([name]) => name === level)?.[1] ?? picocolors.dim;
  const values = Object.entries(rest).map(([name, value]) => `${name}=${wordOf(value)}`);
  return `${[picocolors.dim(String(time).slice(11, 19)), color(String(level)), String(msg), ...values].join(" ")}\n`;
}

function wordOf(value: unknown): string {
  return typeof value === "string" && /^[\w./:-]+$/.test(value) ? value : JSON.stringify(value);
}
