import { property } from "@breakwater/core/usage/untyped";
import { readSmallFile, replaceFile } from "../journal/file-access.ts";
import type { JournalFileSystem } from "../journal/file-system.ts";
import type { WindowPosition } from "../journal/line-window.ts";

const CHECKPOINT_VERSION = 1;
const MAX_CHECKPOINT_BYTES = 64 * 1024;

/** Up to where a slot's lines were acknowledged, and by which server. */
export interface ShipCheckpoint extends WindowPosition {
  /** Address of the server; another one has none of the lines. */
  readonly server: string;
}

/** Where a slot's shipping checkpoint lies, beside its active file. */
function shipCheckpointPath(activeFile: string): string {
  return `${activeFile}.shipped.json`;
}

/** Writes the checkpoint as a whole or not at all. Throws when the disk refuses. */
export function writeShipCheckpoint(
  files: JournalFileSystem,
  activeFile: string,
  { server, after, offset, head }: ShipCheckpoint,
): void {
  const text = JSON.stringify({ v: CHECKPOINT_VERSION, server, after, offset, head });
  replaceFile(files, shipCheckpointPath(activeFile), `${text}\n`);
}

/** Reads a slot's checkpoint; undefined when there is none that this version understands: then all is sent again. */
export function readShipCheckpoint(files: JournalFileSystem, activeFile: string): ShipCheckpoint | undefined {
  try {
    const text = readSmallFile(files, shipCheckpointPath(activeFile), MAX_CHECKPOINT_BYTES);
    return text === undefined ? undefined : checkpointOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function checkpointOf(value: unknown): ShipCheckpoint | undefined {
  const server = property(value, "server");
  const after = property(value, "after");
  const offset = property(value, "offset");
  const head = property(value, "head");
  if (property(value, "v") !== CHECKPOINT_VERSION || typeof server !== "string") return undefined;
  if (after !== null && typeof after !== "string") return undefined;
  if (typeof offset !== "number" || !Number.isSafeInteger(offset) || offset < 0) return undefined;
  return typeof head === "string" ? { server, after, offset, head } : undefined;
}
