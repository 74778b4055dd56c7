import type { RecordObserver, SpanRecord } from "breakwater";
import { padColumns, type Terminal } from "./terminal.ts";

/** Calls of the run so far. */
export interface CallCounts {
  calls: number;
  failed: number;
  denied: number;
  costNanos: number;
}

/** Shows calls as they end. It is a concern of the monitor, like any that an application would add. */
export interface LiveProgress extends RecordObserver {
  readonly counts: Readonly<CallCounts>;
  /** The newest call that a budget refused. */
  readonly refused: SpanRecord | undefined;
  /** With `false`, calls are only counted, for scenes with hundreds of them. */
  showCalls(isShown: boolean): void;
}

/** Prints a line per model call, and a status line that counts. */
export function createLiveProgress(terminal: Terminal): LiveProgress {
  const counts: CallCounts = { calls: 0, failed: 0, denied: 0, costNanos: 0 };
  let isShown = true;
  let refused: SpanRecord | undefined;
  return {
    counts,
    get refused() {
      return refused;
    },
    showCalls(shown) {
      isShown = shown;
    },
    onRecord(record) {
      if (record.kind !== "llm") return;
      counts.calls += 1;
      if (record.status === "error") counts.failed += 1;
      if (record.status === "blocked") {
        counts.denied += 1;
        refused = record;
      }
      counts.costNanos += nanosOf(record);
      if (isShown) terminal.line(callLine(record));
      terminal.status(
        `${counts.calls} calls · ${dollars(counts.costNanos)} · ${counts.failed} failed · ${counts.denied} refused`,
      );
    },
  };
}

function callLine(record: SpanRecord): string {
  const { userId = "", queryType = "", requestModel = "", status, durationMs = 0, error } = record;
  const outcome = status === "ok" ? "" : `  ${status}${error === undefined ? "" : `: ${error.class}`}`;
  return [
    padColumns(userId, 8),
    padColumns(queryType, 13),
    padColumns(requestModel, 18),
    `${(durationMs / 1000).toFixed(2)} s`.padStart(7),
    dollars(nanosOf(record)).padStart(9),
    outcome,
  ].join(" ");
}

function nanosOf({ cost }: SpanRecord): number {
  return cost === undefined || cost.source === "unpriced" ? 0 : cost.totalNanos;
}

function dollars(nanos: number): string {
  return `$${(nanos / 1e9).toFixed(5)}`;
}
