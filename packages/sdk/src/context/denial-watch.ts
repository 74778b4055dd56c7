import { AsyncLocalStorage } from "node:async_hooks";
import { type BudgetDenial, isInference, type SpanRecord } from "@breakwater/core/record/span-record";

/** How watched work ended, and the denial that it ended with, if any. */
export type WatchedOutcome<T> = { readonly denial?: BudgetDenial } & (
  | { readonly kind: "returned"; readonly value: T }
  | { readonly kind: "threw"; readonly error: unknown }
);

/**
 * Sees the denials that happen inside a piece of work, whatever the code in between made of them: a retry that turned
 * one into a message, a client that masked it as its own error, a catch that dropped it.
 */
export class DenialWatch {
  readonly #watched = new AsyncLocalStorage<{ denial?: BudgetDenial | undefined }>();

  /** Hears of every record; a call that ends after a refused one shows that the work found another way. */
  onRecord(record: SpanRecord): void {
    const watched = this.#watched.getStore();
    if (watched && isInference(record.kind)) watched.denial = record.budget?.denial;
  }

  /** Runs `act` and tells whether the last model call inside it was refused. Never rejects. */
  async watch<T>(act: () => T | Promise<T>): Promise<WatchedOutcome<T>> {
    const watched: { denial?: BudgetDenial } = {};
    const denied = () => (watched.denial === undefined ? {} : { denial: watched.denial });
    try {
      const value = await this.#watched.run(watched, async () => act());
      return { kind: "returned", value, ...denied() };
    } catch (error) {
      return { kind: "threw", error, ...denied() };
    }
  }
}
