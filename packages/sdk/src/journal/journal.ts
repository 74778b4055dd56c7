import { randomUUID } from "node:crypto";
import { errorCode, infoIfThere } from "./file-access.ts";
import { FileJournal } from "./file-journal.ts";
import { type JournalFileSystem, nodeFileSystem } from "./file-system.ts";
import type { Journal, JournalOptions } from "./journal-contract.ts";
import { explainFileError, JournalPathError } from "./journal-path-error.ts";
import { systemProcessTable } from "./process-table.ts";
import { journalLayout } from "./segment-names.ts";

export type { Journal, JournalOptions, JournalStats } from "./journal-contract.ts";
export { JournalPathError } from "./journal-path-error.ts";
export type { JournalSource } from "./journal-sources.ts";
export { readJournal } from "./read-journal.ts";

const MIB = 1024 * 1024;
const DEFAULTS = {
  maxFileBytes: 64 * MIB,
  retentionDays: 30,
  maxTotalBytes: 1024 * MIB,
  maxQueuedBytes: 16 * MIB,
  maxQueuedLines: 10_000,
  fileSystem: nodeFileSystem,
};

// With these the path itself is right and may work in a moment: an application should start on a full disk too.
const PASSING = new Set([
  "ENOSPC",
  "EDQUOT",
  "EMFILE",
  "ENFILE",
  "EIO",
  "EAGAIN",
  "EINTR",
  "ESTALE",
  "ENOMEM",
]);

/**
 * Opens a journal and takes a slot of its path. Throws `JournalPathError` when the path cannot be used: it is a
 * directory, its directory cannot be made, or it is not writable. A disk that is only full starts degraded instead.
 */
export function openJournal(options: JournalOptions): Journal {
  const settings = { ...DEFAULTS, ...definedOnly(options) };
  const layout = journalLayout(options.path);
  const files = settings.fileSystem;
  const journal = new FileJournal({
    ...settings,
    layout,
    world: {
      files,
      clock: options.clock,
      processes: systemProcessTable(),
      newToken: randomUUID,
    },
  });
  try {
    files.createDirectory(layout.directory);
    refuseUnusableKind(files, options.path);
    journal.start();
  } catch (error) {
    if (error instanceof JournalPathError) throw error;
    if (!PASSING.has(errorCode(error) ?? "")) {
      throw new JournalPathError(options.path, explainFileError(error), error);
    }
    journal.startDegraded(error);
  }
  return journal;
}

function refuseUnusableKind(files: JournalFileSystem, path: string): void {
  const kind = infoIfThere(files, path)?.kind;
  if (kind === "directory") {
    throw new JournalPathError(path, {
      reason: "it is a directory",
      advice: "Name a file in it, such as production.jsonl.",
    });
  }
  if (kind === "other") {
    throw new JournalPathError(path, {
      reason: "it is a pipe, a socket or a block device",
      advice: "Give the path of a regular file.",
    });
  }
}

/** An option given as undefined means its default, as one that is not given. */
function definedOnly(options: JournalOptions): JournalOptions {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...options, ...Object.fromEntries(entries) };
}
