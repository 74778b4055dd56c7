import type { Clock } from "@breakwater/core/time/clock";
import type { JournalFileSystem } from "./file-system.ts";
import type { JournalSource } from "./journal-sources.ts";
import type { UnsentGuard } from "./prune-segments.ts";

/** Why a line never reached the disk: memory was full while the disk failed, over 8 MiB, or after the end. */
export type JournalDropReason = "queue_full" | "line_too_long" | "closed";

/** Where to write, how much to keep, and who hears of trouble. */
export interface JournalOptions {
  /** The journal's file; further processes on the same path write beside it. */
  readonly path: string;
  readonly clock: Clock;
  /** A file that would grow past this is rotated; default 64 MiB. */
  readonly maxFileBytes?: number;
  /** Default 30. */
  readonly retentionDays?: number;
  /** Bound of all files of the path together; default 1 GiB. */
  readonly maxTotalBytes?: number;
  /** Bounds of the memory that waits for a failing disk; default 16 MiB and 10,000 lines. */
  readonly maxQueuedBytes?: number;
  readonly maxQueuedLines?: number;
  /** Default: the machine's. */
  readonly fileSystem?: JournalFileSystem;
  /** Knows which files a server is still to have; age does not remove those. */
  readonly unsent?: UnsentGuard | undefined;
  onWarning(text: string): void;
  /**
   * Called after a rotation, in a microtask: whatever the caller of `append` does in the same turn is done by then, so
   * that a checkpoint taken here accounts for exactly the lines before it.
   */
  readonly onRotate?: () => void;
}

/** What has happened since the journal was opened. */
export interface JournalStats {
  readonly file: string;
  readonly writtenLines: number;
  readonly writtenBytes: number;
  readonly queuedLines: number;
  readonly queuedBytes: number;
  readonly dropped: Readonly<Record<JournalDropReason, number>>;
  /** Bytes of torn lines that were cut off and kept in `<file>.torn`. */
  readonly repairedBytes: number;
  /** Lines over 8 MiB that reading passed over. */
  readonly oversizedLines: number;
  /** The disk refuses; lines wait in memory. */
  readonly isDegraded: boolean;
  /** What the disk said last, in words. */
  readonly lastError?: string;
}

/** An append-only file of JSON lines; the one local truth. No method throws. */
export interface Journal {
  /** The file that this process owns. */
  readonly file: string;
  /** Number of the slot that this process owns; undefined while it has none. */
  readonly slot: number | undefined;
  /** Appends one line, given without its newline: on disk on return, or queued in memory and counted. */
  append(line: string): void;
  /** Appends several lines, by one system call where they fit into the file. */
  appendAll(lines: readonly string[]): void;
  /**
   * Saves a state (anything that JSON can hold) that accounts for all lines of this slot so far. Does nothing while
   * lines are queued: the place after them is not known yet, and the older checkpoint stays right.
   */
  checkpoint(state: unknown): void;
  /** What can be restored at start: the own slot first, then the others in order. */
  sources(): JournalSource[];
  /** Tries once more to write what is queued. */
  flush(): void;
  stats(): JournalStats;
  /** Flushes, counts as dropped what could not be written, and gives the slot back. */
  close(): void;
}
