/** Calls in flight at a time. */
const CONCURRENCY = 50;

/** Makes calls, always {@link CONCURRENCY} in flight, so that the event loop never waits. */
export async function saturate(calls: number, call: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const caller = async () => {
    while (next < calls) {
      const index = next;
      next += 1;
      await call(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, calls) }, caller));
}
