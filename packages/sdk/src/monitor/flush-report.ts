import type { NotifyReport } from "@breakwater/notify/notifier";
import type { JournalStats } from "../journal/journal.ts";
import type { ShippingReport } from "../ship/shipping-report.ts";

/** How long flushing may take. */
export interface FlushOptions {
  /** Milliseconds to wait for receivers of alerts and for the server. Default 10,000. */
  readonly deadlineMs?: number;
}

/** What the server has of this monitor. */
export interface ServerReport extends ShippingReport {
  /** Alerts, or news of them, that it has not got yet. They wait in memory. */
  readonly pendingAlerts: number;
  /** News of alerts that it will not get, because too many waited or it does not take them. */
  readonly droppedAlerts: number;
}

/** What became of everything so far. Counters run since the monitor was made. */
export interface FlushReport {
  /** True when nothing is pending, failed or dropped. */
  readonly isComplete: boolean;
  readonly records: {
    /** In the journal, on disk. */
    readonly delivered: number;
    /** Waiting in memory for a disk that takes none. */
    readonly pending: number;
    readonly dropped: Readonly<Record<string, number>>;
  };
  readonly alerts: NotifyReport;
  /** What the server has of the journal, and what it has not and why; absent without the option `server`. */
  readonly server?: ServerReport;
  /** Steps that have started and not ended; they have no record yet. */
  readonly openRuns: number;
  /** Errors of the monitor itself, caught on the way. */
  readonly internalErrors: number;
}

/** What the report about losses is made of. */
export interface HealthParts {
  readonly journal: JournalStats | undefined;
  readonly alerts: NotifyReport;
  readonly openRuns: number;
  readonly internalErrors: number;
  readonly badLines: number;
  readonly server: ServerReport | undefined;
}

/** The truth about what was delivered. */
export function flushReport({ journal, alerts, server, openRuns, internalErrors }: HealthParts): FlushReport {
  const records = {
    delivered: journal?.writtenLines ?? 0,
    pending: journal?.queuedLines ?? 0,
    dropped: journal?.dropped ?? {},
  };
  const losses = [records.dropped, alerts.dropped, server?.deadLettered ?? {}].flatMap((dropped) =>
    Object.values(dropped),
  );
  const isComplete =
    records.pending === 0 &&
    alerts.pending === 0 &&
    alerts.failed === 0 &&
    (server === undefined || hasAll(server)) &&
    losses.every((lost) => lost === 0);
  return { isComplete, records, alerts, ...(server && { server }), openRuns, internalErrors };
}

function hasAll({ pendingBytes, removedUnsent, pendingAlerts, droppedAlerts }: ServerReport): boolean {
  return [pendingBytes, removedUnsent.files, pendingAlerts, droppedAlerts].every((missing) => missing === 0);
}
