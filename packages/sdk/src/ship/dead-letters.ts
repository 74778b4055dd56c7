import { infoIfThere, writeAll } from "../journal/file-access.ts";
import type { JournalFileSystem } from "../journal/file-system.ts";

/** A server that takes nothing must not fill the disk with copies: beyond this the journal itself has to do. */
const MAX_DEAD_LETTER_BYTES = 16 * 1024 * 1024;

/** Where a slot's dead letters lie, beside its active file. */
export function deadLetterPath(activeFile: string): string {
  return `${activeFile}.dead`;
}

/** A line that no server will take. */
export interface DeadLetter {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason: string;
  readonly line: string;
}

/** Puts a letter aside. False when there is no room for it, or the disk refuses. */
export function keepDeadLetter(files: JournalFileSystem, activeFile: string, letter: DeadLetter): boolean {
  const path = deadLetterPath(activeFile);
  const { at, reason, line } = letter;
  const bytes = Buffer.from(`${JSON.stringify({ at, reason, line })}\n`);
  try {
    if ((infoIfThere(files, path)?.size ?? 0) + bytes.length > MAX_DEAD_LETTER_BYTES) return false;
    const file = files.open(path, "a+");
    try {
      writeAll(files, file, bytes);
    } finally {
      files.close(file);
    }
    return true;
  } catch {
    return false;
  }
}
