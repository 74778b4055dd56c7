import type { Clock } from "@breakwater/core/time/clock";
import { type Journal, openJournal } from "../journal/journal.ts";
import type { MonitorOptions } from "../options/monitor-options.ts";

/** The journal of the options, when they name a file. @throws JournalPathError when it cannot be there. */
export function journalOf(
  { logFile, journal = {} }: MonitorOptions,
  parts: { readonly clock: Clock; onWarning(text: string): void; onRotate(): void },
): Journal | undefined {
  return logFile === undefined ? undefined : openJournal({ ...journal, path: logFile, ...parts });
}
