import type { SpanCost, TokenUsage, UsageSource } from "@breakwater/core/record/span-record";

/** What an entrance nearer to the wire knows of a run that another entrance opened. Its word wins over the owner's. */
export interface WireView {
  /** HTTP attempts so far. */
  readonly attempts: number;
  /** True while an attempt has been sent and not ended: another request of that time is not this run's. */
  readonly isInFlight: boolean;
  /** How the last attempt ended; absent while it is in flight. */
  readonly outcome?: WireOutcome;
}

/** How an attempt ended, as far as money goes. */
export type WireOutcome =
  | {
      readonly kind: "answered";
      readonly usage: TokenUsage;
      readonly usageSource: UsageSource;
      readonly responseModel?: string;
      readonly serviceTier?: string;
      readonly cost: SpanCost;
    }
  /** The provider refused it, or it was never sent: nothing to pay. */
  | { readonly kind: "not_billed" }
  /** Sent, and nothing is known of the answer: the owner's rules for lost calls apply. */
  | { readonly kind: "lost" };
