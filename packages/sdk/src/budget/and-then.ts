import type { MaybePromise } from "@breakwater/core/budget/ledger";

/** Goes on at once with a value, later with a promise: a ledger that answers at once lets nothing come between. */
export function andThen<A, B>(value: MaybePromise<A>, next: (value: A) => MaybePromise<B>): MaybePromise<B> {
  return value instanceof Promise ? value.then(next) : next(value);
}
