/**
 * Keeps the process alive while something is waited for, at most `deadlineMs`: the monitor's own timers never do, and
 * a process with nothing else to do would end in the middle of its last `await`.
 */
export async function heldOpen<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  const hold = setTimeout(() => {}, Math.min(deadlineMs, 2 ** 31 - 1));
  try {
    return await work;
  } finally {
    clearTimeout(hold);
  }
}
