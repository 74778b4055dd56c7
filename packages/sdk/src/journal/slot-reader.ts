import { join } from "node:path";
import type { JournalPosition } from "./checkpoint-file.ts";
import { ifThere } from "./file-access.ts";
import type { FileInfo, JournalFileSystem } from "./file-system.ts";
import { readLines } from "./line-reader.ts";
import { listSegments } from "./segment-listing.ts";
import {
  activePath,
  compareAge,
  type JournalLayout,
  type RotatedName,
  segmentNameParser,
} from "./segment-names.ts";

/** Whose files to read. */
export interface ReaderScope {
  readonly files: JournalFileSystem;
  readonly layout: JournalLayout;
  /** Hears of each line that is too long to be read. */
  onOversized(): void;
}

/** Which of a slot's lines to read; all of them when nothing is said. */
export interface SlotRange {
  /** Lines from here on. */
  readonly from?: JournalPosition;
  /** Passes over files whose last write is older, milliseconds since the epoch. */
  readonly sinceMs?: number;
  /** Passes over the oldest files while those that remain hold more than this; the active file always counts. */
  readonly maxBytes?: number;
}

/** An active file, held open: it stays the same file when its owner rotates it in the meantime. */
export interface HeldFile {
  readonly file: number;
  readonly info: FileInfo;
}

/** Opens a slot's active file for reading; undefined when there is none to read lines from. */
export function holdActive(scope: ReaderScope, slot: number): HeldFile | undefined {
  const path = activePath(scope.layout, slot);
  // A device is never opened for reading: it may have no end, or wait for ever.
  if (ifThere(() => scope.files.info(path))?.kind !== "file") return undefined;
  const file = ifThere(() => scope.files.open(path, "r"));
  return file === undefined ? undefined : { file, info: scope.files.info(file) };
}

/**
 * Reads one slot's lines, oldest first. The active file is opened before the directory is listed, and recognised if it
 * turns up there under its new name: so a rotation at any moment neither hides a file nor shows one twice.
 */
export function* readSlot(scope: ReaderScope, slot: number, range: SlotRange = {}): Generator<string> {
  const held = holdActive(scope, slot);
  try {
    const start = startOf(scope, range.from);
    const wanted = listSegments(scope.files, scope.layout).rotated.filter(
      (name) => name.slot === slot && start.isWanted(name),
    );
    const rotated = newestWithin(scope, wanted, { held, maxBytes: range.maxBytes });
    let isHeldRead = false;
    for (const name of rotated) {
      const place = { offset: start.isFirst(name) ? start.offset : 0, ...range };
      const isHeld = held !== undefined && identityOf(scope, name) === held.info.identity;
      if (isHeld) isHeldRead = true;
      yield* isHeld ? readHeld(scope, held, place) : readRotated(scope, name, place);
    }
    if (held !== undefined && !isHeldRead) {
      yield* readHeld(scope, held, { offset: rotated.length === 0 ? start.offset : 0, ...range });
    }
  } finally {
    if (held !== undefined) scope.files.close(held.file);
  }
}

interface ReadLimit {
  readonly held: HeldFile | undefined;
  readonly maxBytes: number | undefined;
}

function newestWithin(
  scope: ReaderScope,
  names: readonly RotatedName[],
  { held, maxBytes }: ReadLimit,
): readonly RotatedName[] {
  if (maxBytes === undefined) return names;
  let room = maxBytes - (held?.info.size ?? 0);
  let first = names.length;
  for (const [index, { name }] of [...names.entries()].reverse()) {
    room -= ifThere(() => scope.files.info(join(scope.layout.directory, name)))?.size ?? 0;
    if (room < 0) break;
    first = index;
  }
  return names.slice(first);
}

/** Where to begin within one file. */
export interface FileRange {
  readonly offset: number;
  readonly sinceMs?: number;
}

/** Reads a finished file's lines; none when retention removed it in the meantime. */
export function* readRotated(scope: ReaderScope, name: RotatedName, range: FileRange): Generator<string> {
  const path = join(scope.layout.directory, name.name);
  const file = ifThere(() => scope.files.open(path, "r"));
  if (file === undefined) return;
  try {
    yield* readHeld(scope, { file, info: scope.files.info(file) }, range);
  } finally {
    scope.files.close(file);
  }
}

/** Reads an open file's lines up to the size it had when it was opened: its owner, or the reader, may add more. */
export function* readHeld(scope: ReaderScope, held: HeldFile, range: FileRange): Generator<string> {
  const { size, mtimeMs } = held.info;
  if (range.sinceMs !== undefined && mtimeMs < range.sinceMs) return;
  // A file shorter than the place in it was truncated from outside: what it holds now is new.
  const start = range.offset > size ? 0 : range.offset;
  yield* readLines(scope.files, held.file, { start, end: size, onOversized: scope.onOversized });
}

interface Start {
  readonly offset: number;
  isWanted(name: RotatedName): boolean;
  /** Whether this is the file that was active at the checkpoint: retention may have removed that one since. */
  isFirst(name: RotatedName): boolean;
}

function startOf(scope: ReaderScope, from: JournalPosition | undefined): Start {
  if (from === undefined) return { offset: 0, isWanted: () => true, isFirst: () => false };
  const after = from.after === null ? undefined : segmentNameParser(scope.layout)(from.after);
  if (after?.type !== "rotated") {
    return { offset: from.offset, isWanted: () => true, isFirst: ({ sequence }) => sequence === 1 };
  }
  return {
    offset: from.offset,
    isWanted: (name) => compareAge(name, after) > 0,
    isFirst: ({ sequence }) => sequence === after.sequence + 1,
  };
}

/** Identity of a rotated file; undefined when retention removed it in the meantime. */
export function identityOf(scope: ReaderScope, name: RotatedName): string | undefined {
  return ifThere(() => scope.files.info(join(scope.layout.directory, name.name)))?.identity;
}
