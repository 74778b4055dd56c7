import type { Alert } from "./alert.ts";

/** What a receiver is told: one group of alerts as it stands at the moment of the attempt. */
export interface Notification {
  /** Name of the receiver. */
  readonly receiver: string;
  /** `firing` while any alert of the group fires, told in full or counted in `truncatedAlerts`. */
  readonly status: "firing" | "resolved";
  readonly groupKey: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  /** Labels that all alerts of the group share with the same value. */
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  /** News first, then what still fires; at most the limit per group. */
  readonly alerts: readonly Alert[];
  /** Alerts of the group beyond the limit. */
  readonly truncatedAlerts: number;
  /** Where people look at this installation; empty when there is no such place. */
  readonly externalUrl: string;
}

/**
 * How a delivery ended. `retryable` = the same may work later; `rejected` = it will not until someone changes
 * something. Reasons are for people and hold no secrets.
 */
export type DeliveryOutcome =
  | { readonly kind: "delivered" }
  | {
      readonly kind: "retryable";
      readonly reason: string;
      /** How long the receiver asked to be left alone, in milliseconds. */
      readonly retryAfterMs?: number;
    }
  | { readonly kind: "rejected"; readonly reason: string };

/**
 * Somewhere news goes. An adapter decides by status what is retryable and does not retry by itself; it stops what it
 * is doing when the signal aborts. Every adapter passes `receivers/receiver.contract.ts`.
 */
export interface Receiver {
  /** Unique among the receivers of a notifier. */
  readonly name: string;
  deliver(notification: Notification, signal: AbortSignal): Promise<DeliveryOutcome>;
}
