import type { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";

/**
 * A model response that throws when the agent opens it. What a middleware throws itself, LangChain wraps into its
 * `MiddlewareError`, and retry middleware further out turns it into a message; a response passes all of them, and the
 * agent's caller gets the very error. It has the two properties by which LangChain knows a structured response.
 */
export class StoppedResponse {
  readonly #error: BudgetExceededError;

  constructor(error: BudgetExceededError) {
    this.#error = error;
  }

  get structuredResponse(): never {
    throw this.#error;
  }

  get messages(): never {
    throw this.#error;
  }
}
