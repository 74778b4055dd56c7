import { plainReason } from "./plain-reason.ts";

/** Why an alert was not taken in, or news not told. */
export type DropReason = "too_many_alerts" | "invalid_alert" | "closed" | "receiver_removed";

/** One decision of the pipeline. */
export interface NotifyDecision {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly groupKey: string;
  readonly receiver: string;
  readonly decision: "held" | "attempted" | "delivered" | "retrying" | "failed";
  readonly reason: string;
}

/** Something that went wrong at a receiver. */
export interface NotifyError {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly receiver: string;
  /** Holds no secrets. */
  readonly reason: string;
}

/** Something the owner of the process should know; told through `onWarning`. */
export interface NotifyWarning {
  readonly code: "delivery_failed" | "alerts_dropped" | "internal_error";
  /** What happened and what to do; holds no secrets. */
  readonly message: string;
}

const MAX_DECISIONS = 500;
const MAX_ERRORS = 10;

/** What the notifier did: counters since it was made, and bounded histories of decisions and errors. */
export class NotifyRecord {
  readonly #onWarning: ((warning: NotifyWarning) => void) | undefined;
  readonly #decisions: NotifyDecision[] = [];
  readonly #errors: NotifyError[] = [];
  readonly #dropped = new Map<DropReason, number>();
  #delivered = 0;
  #failed = 0;

  constructor(onWarning: ((warning: NotifyWarning) => void) | undefined) {
    this.#onWarning = onWarning;
  }

  get delivered(): number {
    return this.#delivered;
  }

  get failed(): number {
    return this.#failed;
  }

  dropped(): Record<string, number> {
    return Object.fromEntries(this.#dropped);
  }

  errors(): readonly NotifyError[] {
    return [...this.#errors];
  }

  decisions(): readonly NotifyDecision[] {
    return [...this.#decisions];
  }

  decide(decision: NotifyDecision): void {
    this.#decisions.push({ ...decision, reason: plainReason(decision.reason) });
    if (this.#decisions.length > MAX_DECISIONS) this.#decisions.shift();
    if (decision.decision === "delivered") this.#delivered += 1;
    if (decision.decision === "retrying" || decision.decision === "failed") this.#noteError(decision);
    if (decision.decision === "failed") {
      this.#failed += 1;
      this.warn("delivery_failed", `alert receiver "${decision.receiver}" was not told: ${decision.reason}`);
    }
  }

  /** Counts a loss; the first of each reason is also a warning. */
  drop(reason: DropReason, count = 1): void {
    const before = this.#dropped.get(reason) ?? 0;
    this.#dropped.set(reason, before + count);
    if (before === 0) this.warn("alerts_dropped", `alerts are being dropped: ${reason}`);
  }

  /** Tells the owner; what the owner throws stays there. */
  warn(code: NotifyWarning["code"], message: string): void {
    try {
      this.#onWarning?.({ code, message: plainReason(message) });
    } catch {
      // A broken warning hook must not break the pipeline.
    }
  }

  #noteError({ at, receiver, reason }: NotifyDecision): void {
    this.#errors.push({ at, receiver, reason: plainReason(reason) });
    if (this.#errors.length > MAX_ERRORS) this.#errors.shift();
  }
}
