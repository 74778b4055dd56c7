import type { MaybePromise } from "@breakwater/core/budget/ledger";
import type { WireAnswer } from "../dialect.ts";

/** How an attempt ended, as the guard saw it. */
export type AttemptEnd =
  | { readonly kind: "answered"; readonly answer: WireAnswer }
  /** Answered with success, in a form that could not be read. */
  | { readonly kind: "unread" }
  /** Refused by status, or broken off by the network or by the caller's signal; with what had come by then. */
  | { readonly kind: "failed"; readonly error: unknown; readonly answer?: WireAnswer | undefined }
  /** The caller lost interest in an answer under way. */
  | { readonly kind: "cancelled"; readonly answer?: WireAnswer | undefined }
  /** The caller's signal fired while the budgets were asked: nothing left the process. */
  | { readonly kind: "unsent" };

/** The books of one HTTP attempt. */
export interface Attempt {
  /** Id of the attempt's own span. */
  readonly spanRunId: string;
  /**
   * Asks the budgets. Gives the cap on output tokens, per answer, that the request must then carry, if any.
   * @throws BudgetExceededError when a budget refuses it (or the returned promise rejects with it).
   */
  begin(): MaybePromise<number | undefined>;
  /** A piece of a streamed answer; "" for a sign of life. */
  token(text: string): void;
  /** Called once, after `begin`. */
  end(end: AttemptEnd): void;
}
