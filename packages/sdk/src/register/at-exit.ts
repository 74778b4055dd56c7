import type { Monitor } from "../monitor/monitor.ts";

/** Alerts still on their way hold the end of the process for at most this long. */
const DEADLINE_MS = 5_000;

/**
 * Brings out what waits when the process has nothing left to do. The exit code and what happens on signals stay the
 * application's own: journal lines are on file already, alerts that wait are lost when it ends at once.
 */
export function finishAtExit(monitor: Monitor, { printsReport }: { readonly printsReport: boolean }): void {
  process.once("beforeExit", () => {
    // Listeners of the application may start further calls; only when these are through too, it is the end.
    process.once("beforeExit", () => void monitor.close({ deadlineMs: DEADLINE_MS }));
    void monitor.flush({ deadlineMs: DEADLINE_MS });
  });
  if (printsReport) process.once("exit", () => process.stderr.write(`${monitor.report().toText()}\n`));
}
