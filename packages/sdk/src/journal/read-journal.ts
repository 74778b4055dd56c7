import { resolve } from "node:path";
import { infoIfThere } from "./file-access.ts";
import { nodeFileSystem } from "./file-system.ts";
import { explainFileError, JournalPathError } from "./journal-path-error.ts";
import { listSegments } from "./segment-listing.ts";
import { journalLayout } from "./segment-names.ts";
import {
  type HeldFile,
  holdActive,
  identityOf,
  type ReaderScope,
  readHeld,
  readRotated,
} from "./slot-reader.ts";

/** What to read of a journal. */
export interface ReadJournalOptions {
  /** Passes over files whose last write is older, milliseconds since the epoch. */
  readonly sinceMs?: number;
  /** Hears of each line that was passed over because it is longer than 8 MiB. */
  readonly onOversized?: () => void;
}

/**
 * Reads all lines of a path: every process's files, rotated ones first and the oldest of them first. Takes no lock and
 * writes nothing, so it works beside a running application and on a read-only disk. A single rotated file may be given
 * as well. Throws `JournalPathError` at once when nothing is there or it cannot be read.
 */
export function readJournal(path: string, options: ReadJournalOptions = {}): Iterable<string> {
  const layout = journalLayout(path);
  const scope: ReaderScope = {
    files: nodeFileSystem,
    layout,
    onOversized: options.onOversized ?? (() => {}),
  };
  try {
    if (infoIfThere(scope.files, resolve(path))?.kind === "directory") {
      throw new JournalPathError(path, {
        reason: "it is a directory",
        advice: "Name a journal in it, such as production.jsonl.",
      });
    }
    const { active, rotated } = listSegments(scope.files, layout);
    if (active.length + rotated.length === 0) {
      throw new JournalPathError(path, {
        reason: "there is no such file, and no rotated file of it",
        advice: "Give the path that the application has as its logFile.",
      });
    }
  } catch (error) {
    if (error instanceof JournalPathError) throw error;
    throw new JournalPathError(path, explainFileError(error), error);
  }
  const since = options.sinceMs === undefined ? {} : { sinceMs: options.sinceMs };
  return { [Symbol.iterator]: () => readAll(scope, since) };
}

function* readAll(scope: ReaderScope, range: { readonly sinceMs?: number }): Generator<string> {
  const held = new Map<string, HeldFile>();
  try {
    for (const { slot } of listSegments(scope.files, scope.layout).active) {
      const active = holdActive(scope, slot);
      if (active !== undefined) held.set(active.info.identity, active);
    }
    const unread = new Set(held.values());
    // Listed after the active files are held, for the reason given at readSlot.
    for (const name of listSegments(scope.files, scope.layout).rotated) {
      const place = { offset: 0, ...range };
      const active = held.get(identityOf(scope, name) ?? "");
      if (active !== undefined) unread.delete(active);
      yield* active === undefined ? readRotated(scope, name, place) : readHeld(scope, active, place);
    }
    const byAge = [...unread].sort((left, right) => left.info.mtimeMs - right.info.mtimeMs);
    for (const active of byAge) yield* readHeld(scope, active, { offset: 0, ...range });
  } finally {
    for (const { file } of held.values()) scope.files.close(file);
  }
}
