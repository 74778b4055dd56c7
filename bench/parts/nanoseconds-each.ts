/** CPU time of `work`, which does something `times` times, in nanoseconds each. */
export function nanosecondsEach(times: number, work: () => void): number {
  globalThis.gc?.();
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1_000) / times;
}
