import { describeError } from "@breakwater/core/failure/describe-error";
import type { Clock } from "@breakwater/core/time/clock";
import type { MonitorLogger } from "../options/monitor-options.ts";

type LogLevel = "silent" | "warn" | "info";

/** The same warning is not repeated within this time. */
const REPEAT_AFTER_MS = 60_000;
const MAX_REMEMBERED = 100;

/** What the monitor has to say about itself: rarely, without secrets, and never by throwing. */
export class Reporter {
  readonly #logger: MonitorLogger;
  readonly #clock: Clock;
  readonly #saidAt = new Map<string, number>();
  #level: LogLevel;
  #internalErrors = 0;

  constructor(logger: MonitorLogger, clock: Clock, level: LogLevel) {
    this.#logger = logger;
    this.#clock = clock;
    this.#level = level;
  }

  /** Errors of our own that were caught on the host's call path. */
  get internalErrors(): number {
    return this.#internalErrors;
  }

  setLevel(level: LogLevel): void {
    this.#level = level;
  }

  warn(text: string): void {
    if (this.#level !== "silent" && this.#isNews(text)) this.#say("warn", text);
  }

  info(text: string): void {
    if (this.#level === "info" && this.#isNews(text)) this.#say("info", text);
  }

  /** Counts an error of our own; tells of it once in a while. */
  internalError(error: unknown): void {
    this.#internalErrors += 1;
    const { type, message } = describeError(error);
    this.warn(
      `an internal error was caught; your call is not affected. Please report it: ${type}: ${message}`,
    );
  }

  #isNews(text: string): boolean {
    const now = this.#clock.now();
    const last = this.#saidAt.get(text);
    if (last !== undefined && Math.abs(now - last) < REPEAT_AFTER_MS) return false;
    if (this.#saidAt.size >= MAX_REMEMBERED) this.#saidAt.clear();
    this.#saidAt.set(text, now);
    return true;
  }

  #say(level: "warn" | "info", text: string): void {
    try {
      this.#logger[level](`[breakwater] ${text}`);
    } catch {
      // A logger that throws must not reach the host's call.
    }
  }
}
