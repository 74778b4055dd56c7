import type { DeliveryOutcome } from "../receiver.ts";

/** How long and how often to try. */
export interface RetryPolicy {
  /** Upper bound of the first pause. */
  readonly initialMs: number;
  /** Upper bound of every pause. */
  readonly maxMs: number;
  /** Growth of the upper bound from pause to pause. */
  readonly multiplier: number;
  /** One attempt is cut off after this. */
  readonly attemptTimeoutMs: number;
  /** A notification that is not delivered by then counts as failed. */
  readonly deadlineMs: number;
}

/** Tries for a day, so that a receiver that is down overnight still gets the news within a minute of its return. */
export const DEFAULT_RETRY: RetryPolicy = {
  initialMs: 1_000,
  maxMs: 60_000,
  multiplier: 2,
  attemptTimeoutMs: 10_000,
  deadlineMs: 24 * 3_600_000,
};

/** A receiver may ask to be left alone for this long at most; a mistaken header must not silence it for good. */
export const MAX_RETRY_AFTER_MS = 3_600_000;

/** What follows from an attempt. */
export type AttemptVerdict =
  | { readonly kind: "delivered" }
  | { readonly kind: "retry"; readonly at: number; readonly reason: string }
  | { readonly kind: "failed"; readonly cause: "rejected" | "deadline"; readonly reason: string };

/** An attempt that has just ended. Times are epoch milliseconds; `random` is in [0, 1). */
export interface EndedAttempt {
  readonly outcome: DeliveryOutcome;
  /** This one included. */
  readonly attempts: number;
  readonly deadlineAt: number;
  readonly now: number;
  readonly random: number;
}

/**
 * Exponential back-off with full jitter after the given number of attempts, in milliseconds, at least 1
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export function backOffMs(attempts: number, random: number, policy: RetryPolicy): number {
  const bound = Math.min(policy.maxMs, policy.initialMs * policy.multiplier ** Math.max(0, attempts - 1));
  return Math.max(1, bound * random);
}

/** Whether to try again, and when: never before the receiver's own Retry-After, never past the deadline. */
export function decideRetry(ended: EndedAttempt, policy: RetryPolicy): AttemptVerdict {
  const { outcome } = ended;
  switch (outcome.kind) {
    case "delivered":
      return { kind: "delivered" };
    case "rejected":
      return { kind: "failed", cause: "rejected", reason: outcome.reason };
    case "retryable": {
      const askedMs = Math.min(outcome.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
      const at = ended.now + Math.max(askedMs, backOffMs(ended.attempts, ended.random, policy));
      if (at < ended.deadlineAt) return { kind: "retry", at, reason: outcome.reason };
      return { kind: "failed", cause: "deadline", reason: outcome.reason };
    }
  }
}
