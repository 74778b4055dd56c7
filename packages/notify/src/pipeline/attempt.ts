import type { Clock } from "@breakwater/core/time/clock";
import type { DeliveryOutcome, Notification, Receiver } from "../receiver.ts";
import { plainReason } from "./plain-reason.ts";

/** What one attempt needs. */
export interface AttemptInput {
  readonly receiver: Receiver;
  readonly notification: Notification;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Aborted at the time-out; may be aborted from outside. */
  readonly controller: AbortController;
}

/**
 * One try to deliver. Never rejects, and ends at the time-out or the abort even when the receiver does not: a
 * receiver that throws, hangs or answers nonsense is one that may work later.
 */
export function attemptDelivery(input: AttemptInput): Promise<DeliveryOutcome> {
  const { receiver, notification, clock, timeoutMs, controller } = input;
  const { signal } = controller;
  return new Promise((resolve) => {
    const timer = clock.setTimer(() => {
      resolve(retryable(`no answer within ${Math.round(timeoutMs)} ms`));
      controller.abort();
    }, timeoutMs);
    const conclude = (outcome: DeliveryOutcome): void => {
      clock.clearTimer(timer);
      resolve(outcome);
    };
    signal.addEventListener("abort", () => conclude(retryable("the attempt was cut off")), { once: true });
    // `then` also catches what `deliver` throws before it returns a promise.
    Promise.resolve()
      .then(() => receiver.deliver(notification, signal))
      .then(
        (outcome) => conclude(plainOutcome(outcome)),
        (error: unknown) => conclude(retryable(errorText(error))),
      );
  });
}

function retryable(reason: string): DeliveryOutcome {
  return { kind: "retryable", reason: plainReason(reason) };
}

/** The outcome with a plain reason; adapters written outside this house may return anything. */
function plainOutcome(outcome: DeliveryOutcome): DeliveryOutcome {
  switch (outcome?.kind) {
    case "delivered":
      return { kind: "delivered" };
    case "rejected":
      return { kind: "rejected", reason: plainReason(outcome.reason) };
    case "retryable": {
      const { retryAfterMs } = outcome;
      const hasPause = retryAfterMs !== undefined && retryAfterMs > 0;
      return { ...retryable(outcome.reason), ...(hasPause && { retryAfterMs }) };
    }
    default:
      return retryable("the receiver gave no outcome");
  }
}

function errorText(error: unknown): string {
  return error instanceof Error
    ? `${error.name}: ${error.message}`
    : "the receiver threw something that is not an error";
}
