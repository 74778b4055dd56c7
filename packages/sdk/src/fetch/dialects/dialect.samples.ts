import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import type { Dialect, WireAnswer, WireTarget } from "../dialect.ts";

/** A target without headers. */
export function targetOf(url: string): WireTarget {
  return { url: new URL(url), headers: new Headers() };
}

/** What reading a stream of JSON events showed. */
export interface ReadStream {
  /** What each event added. */
  readonly texts: readonly (string | undefined)[];
  readonly answer: WireAnswer;
  readonly isComplete: boolean;
}

/** Reads events, each given as an object, or as the text it is sent as. */
export function readStream(dialect: Dialect, events: readonly (object | string)[]): ReadStream {
  const reader = dialect.answerReader();
  const texts = events.map((event) =>
    reader.read({ data: typeof event === "string" ? event : JSON.stringify(event) }),
  );
  return { texts, answer: reader.answer(), isComplete: reader.isComplete };
}

/** A denial by a daily budget. */
export function denial(): BudgetExceededError {
  return new BudgetExceededError({
    budget: "daily",
    key: {},
    limitNanos: 1,
    spentNanos: 1,
    heldNanos: 0,
    requestedNanos: 1,
    resetsAt: "2026-01-16T00:00:00Z",
    reason: "limit",
  });
}
