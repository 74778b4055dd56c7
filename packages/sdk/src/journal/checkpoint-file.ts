import { readSmallFile, replaceFile } from "./file-access.ts";
import type { JournalFileSystem } from "./file-system.ts";

const CHECKPOINT_VERSION = 1;
/** A larger one is not a checkpoint; reading it would only cost memory. */
const MAX_CHECKPOINT_BYTES = 256 * 1024 * 1024;

/** A place in a slot's lines: byte `offset` of the first file that is newer than the rotated file `after`. */
export interface JournalPosition {
  readonly after: string | null;
  readonly offset: number;
}

/** A state, and the place in the lines up to which it accounts for them. */
export interface Checkpoint extends JournalPosition {
  readonly state: unknown;
}

/** Where a slot's checkpoint lies, beside its active file. */
export function checkpointPath(activeFile: string): string {
  return `${activeFile}.state.json`;
}

/** Writes the checkpoint as a whole or not at all. Throws when the disk refuses or the state is no JSON. */
export function writeCheckpoint(files: JournalFileSystem, activeFile: string, checkpoint: Checkpoint): void {
  const { after, offset, state } = checkpoint;
  const text = JSON.stringify({ v: CHECKPOINT_VERSION, after, offset, state });
  replaceFile(files, checkpointPath(activeFile), text);
}

/** Reads a slot's checkpoint; undefined when there is none, or none that this version understands. */
export function readCheckpoint(files: JournalFileSystem, activeFile: string): Checkpoint | undefined {
  try {
    const text = readSmallFile(files, checkpointPath(activeFile), MAX_CHECKPOINT_BYTES);
    if (text === undefined) return undefined;
    const value: unknown = JSON.parse(text);
    return isCheckpoint(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isCheckpoint(value: unknown): value is Checkpoint {
  if (typeof value !== "object" || value === null) return false;
  const checkpoint = value as Partial<Record<keyof Checkpoint | "v", unknown>>;
  return (
    checkpoint.v === CHECKPOINT_VERSION &&
    (checkpoint.after === null || typeof checkpoint.after === "string") &&
    Number.isSafeInteger(checkpoint.offset) &&
    Number(checkpoint.offset) >= 0 &&
    checkpoint.state !== undefined
  );
}
