/** Calls in flight at a time. */
const CONCURRENCY = 50;

/** When to stop: after so many calls, or when so much time has passed. */
export type Amount = { readonly calls: number } | { readonly milliseconds: number };

/**
 * Makes calls, always {@link CONCURRENCY} in flight, so that the event loop never waits.
 * @returns how many were made.
 */
export async function saturate(amount: Amount, call: (index: number) => Promise<unknown>): Promise<number> {
  const calls = "calls" in amount ? amount.calls : Number.POSITIVE_INFINITY;
  const end = "calls" in amount ? Number.POSITIVE_INFINITY : performance.now() + amount.milliseconds;
  let next = 0;
  const caller = async () => {
    while (next < calls && performance.now() < end) {
      const index = next;
      next += 1;
      await call(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, calls) }, caller));
  return next;
}
