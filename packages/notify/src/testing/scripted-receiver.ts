import type { DeliveryOutcome, Notification, Receiver } from "../receiver.ts";

/** How the receiver answers until it is told otherwise. */
export type ScriptedAnswer = DeliveryOutcome | "hang" | "throw";

/** A receiver in memory that can be down, hang or throw; for tests. */
export interface ScriptedReceiver extends Receiver {
  answer: ScriptedAnswer;
  /** Every attempt, the failed ones too. */
  readonly attempts: Notification[];
  /** What was answered with `delivered`. */
  readonly delivered: Notification[];
  /** Attempts cut off by their signal. */
  readonly aborted: number;
}

/** Makes a receiver that delivers at once. */
export function createScriptedReceiver(name = "test"): ScriptedReceiver {
  let aborted = 0;
  const attempts: Notification[] = [];
  const delivered: Notification[] = [];
  return {
    name,
    answer: { kind: "delivered" },
    attempts,
    delivered,
    get aborted() {
      return aborted;
    },
    deliver(notification, signal) {
      attempts.push(notification);
      signal.addEventListener("abort", () => {
        aborted += 1;
      });
      if (this.answer === "throw") throw new Error("broken adapter with sk-ant-s3cr3ts3cr3t");
      if (this.answer === "hang") return new Promise(() => {});
      if (this.answer.kind === "delivered") delivered.push(notification);
      return Promise.resolve(this.answer);
    },
  };
}
