import { property } from "@breakwater/core/usage/untyped";
import { engineDetail } from "../storage/storage-failed-error.ts";

/** Where an error that should not have been came from. */
export interface ErrorTrace {
  /** Name of its class. */
  readonly error: string;
  readonly code?: string;
  /** The engine's own words, nothing quoted. */
  readonly engine?: string;
  /** The calls that led to it, the innermost first. */
  readonly frames: readonly string[];
}

/** Enough to find the place; more only fills the log. */
const MAX_FRAMES = 8;

/** What the log is told of an error that nobody expected. Never its message: it may quote a prompt, or a key. */
export function errorTrace(thrown: unknown): ErrorTrace {
  const code = property(thrown, "code");
  const isOfEngine = typeof code === "number" || typeof property(thrown, "type") === "string";
  return {
    error: thrown instanceof Error ? thrown.name : typeof thrown,
    ...(typeof code === "string" && /^\w{1,64}$/.test(code) && { code }),
    ...(isOfEngine && { engine: engineDetail(thrown) }),
    frames: thrown instanceof Error ? framesOf(thrown) : [],
  };
}

/** The stack begins with the message, which may have lines that look like calls. */
function framesOf({ stack = "", message }: Error): string[] {
  const calls = stack.slice(stack.indexOf(message) + message.length);
  const lines = calls.split("\n").filter((line) => /^\s+at /.test(line));
  return lines.slice(0, MAX_FRAMES).map((line) => line.trim());
}
