import { createHash } from "node:crypto";
import { join } from "node:path";
import type { JournalPosition } from "./checkpoint-file.ts";
import { ifThere } from "./file-access.ts";
import type { JournalFileSystem } from "./file-system.ts";
import { isCompleteJson, MAX_LINE_BYTES } from "./line-reader.ts";
import { listSegments } from "./segment-listing.ts";
import { compareAge, segmentNameParser } from "./segment-names.ts";
import { holdActive, type ReaderScope } from "./slot-reader.ts";

/** The first record of a file, ids included, begins within this: another file at the same path begins otherwise. */
const HEAD_BYTES = 256;
const SCAN_BYTES = 128 * 1024;
const NEWLINE = 0x0a;

/** A place in a slot's lines that survives the slot's file being replaced or truncated. */
export interface WindowPosition extends JournalPosition {
  /** Hash of the file's first bytes, at most 256 and at most `offset` of them; empty at offset 0. */
  readonly head: string;
}

/** Where a slot's oldest line begins. */
export const SLOT_START: WindowPosition = { after: null, offset: 0, head: "" };

/** One line in a window; `end` is behind its newline. Both count from the window's first byte. */
export interface WindowLine {
  readonly start: number;
  readonly end: number;
}

/** Whole lines that lie side by side in one file. */
export interface LineWindow {
  readonly bytes: Buffer;
  readonly lines: readonly WindowLine[];
  /** The place behind a byte of the window. */
  positionAt(end: number): WindowPosition;
}

/** What was found from a place on. */
export interface WindowRead {
  /** Undefined when no whole line follows. */
  readonly window: LineWindow | undefined;
  /** Where the window begins; without one, where the next line will. */
  readonly position: WindowPosition;
  /** Bytes behind the last whole line: a line being written, or one that was torn. */
  readonly unfinishedBytes: number;
  /** Lines over 8 MiB that were passed over. */
  readonly oversizedLines: number;
}

/** How much to read, and whose. */
export interface WindowLimits {
  readonly slot: number;
  readonly maxBytes: number;
  readonly maxLines: number;
  /** Takes a last line that has no newline if it is complete JSON: of a slot whose owner is gone, it will get none. */
  readonly takesUnfinished: boolean;
}

/**
 * Reads the next whole lines of a slot as bytes: at most `maxBytes`, but one line at least however long it is. A file
 * that was replaced or truncated since is read from its beginning. Throws the system's error.
 */
export function readWindow(scope: ReaderScope, from: WindowPosition, limits: WindowLimits): WindowRead {
  let position = from;
  let oversizedLines = 0;
  for (;;) {
    const opened = openAt(scope, limits.slot, position.after);
    if (opened === undefined) return { window: undefined, position, unfinishedBytes: 0, oversizedLines };
    try {
      const head = readAt(scope.files, opened.file, { position: 0, bytes: HEAD_BYTES });
      const offset = isSameFile(position, { head, size: opened.size }) ? position.offset : 0;
      position = positionIn(head, position.after, offset);
      const found = linesFrom(scope.files, { ...opened, offset }, limits);
      if (found.lines.length > 0) {
        const { after } = position;
        const positionAt = (end: number) => positionIn(head, after, offset + end);
        return {
          window: { bytes: found.bytes, lines: found.lines, positionAt },
          position,
          unfinishedBytes: 0,
          oversizedLines,
        };
      }
      if (found.oversizedBytes > 0) {
        oversizedLines += 1;
        position = positionIn(head, position.after, offset + found.oversizedBytes);
      } else if (opened.name === undefined) {
        return {
          window: undefined,
          position,
          unfinishedBytes: Math.max(0, opened.size - offset),
          oversizedLines,
        };
      } else position = { after: opened.name, offset: 0, head: "" };
    } finally {
      scope.files.close(opened.file);
    }
  }
}

/** Bytes of a slot that lie behind a place, whole lines or not. Throws the system's error. */
export function bytesBehind(scope: ReaderScope, slot: number, from: WindowPosition): number {
  const held = holdActive(scope, slot);
  try {
    const rotated = rotatedAfter(scope, slot, from.after);
    const sizes = rotated.map(
      ({ name }) => ifThere(() => scope.files.info(join(scope.layout.directory, name)))?.size ?? 0,
    );
    if (held !== undefined) sizes.push(held.info.size);
    const [first = 0, ...others] = sizes;
    // A first file that is shorter than the place in it was truncated, and is read from its beginning.
    const ofFirst = from.offset > first ? first : first - from.offset;
    return others.reduce((sum, size) => sum + size, ofFirst);
  } finally {
    if (held !== undefined) scope.files.close(held.file);
  }
}

interface OpenedSegment {
  readonly file: number;
  readonly size: number;
  /** Of a file that is finished with; undefined for the active one. */
  readonly name: string | undefined;
}

/** The first file behind `after`. The active one is opened before the listing, for the reason given at `readSlot`. */
function openAt(scope: ReaderScope, slot: number, after: string | null): OpenedSegment | undefined {
  const held = holdActive(scope, slot);
  for (const { name } of rotatedAfter(scope, slot, after)) {
    const file = ifThere(() => scope.files.open(join(scope.layout.directory, name), "r"));
    // Retention may have removed it since the listing.
    if (file === undefined) continue;
    if (held !== undefined) scope.files.close(held.file);
    return { file, size: scope.files.info(file).size, name };
  }
  return held && { file: held.file, size: held.info.size, name: undefined };
}

function rotatedAfter(scope: ReaderScope, slot: number, after: string | null) {
  const last = after === null ? undefined : segmentNameParser(scope.layout)(after);
  return listSegments(scope.files, scope.layout).rotated.filter(
    (name) => name.slot === slot && (last?.type !== "rotated" || compareAge(name, last) > 0),
  );
}

function isSameFile(
  position: WindowPosition,
  found: { readonly head: Buffer; readonly size: number },
): boolean {
  if (position.offset > found.size) return false;
  return position.head === headHash(found.head, position.offset);
}

function positionIn(head: Buffer, after: string | null, offset: number): WindowPosition {
  return { after, offset, head: headHash(head, offset) };
}

function headHash(head: Buffer, offset: number): string {
  if (offset === 0) return "";
  return createHash("sha256").update(head.subarray(0, offset)).digest("hex").slice(0, 16);
}

interface FoundLines {
  readonly bytes: Buffer;
  readonly lines: readonly WindowLine[];
  /** Length of a line that is too long to be read, with its newline. */
  readonly oversizedBytes: number;
}

const NOTHING: FoundLines = { bytes: Buffer.alloc(0), lines: [], oversizedBytes: 0 };

function linesFrom(
  files: JournalFileSystem,
  opened: OpenedSegment & { readonly offset: number },
  limits: WindowLimits,
): FoundLines {
  const { file, offset, size } = opened;
  const rest = size - offset;
  // Grows until one line fits.
  for (let wanted = limits.maxBytes; rest > 0; wanted *= 4) {
    const length = Math.min(wanted, rest, MAX_LINE_BYTES + 1);
    const bytes = readAt(files, file, { position: offset, bytes: length });
    const lines = wholeLines(bytes, limits.maxLines);
    if (lines.length > 0) return { bytes, lines, oversizedBytes: 0 };
    if (bytes.length === rest) return unfinishedLine(bytes, opened, limits);
    if (length > MAX_LINE_BYTES) {
      return { ...NOTHING, oversizedBytes: bytesToNewline(files, { file, offset, size }) };
    }
  }
  return NOTHING;
}

function unfinishedLine(bytes: Buffer, { name }: OpenedSegment, limits: WindowLimits): FoundLines {
  const mayTake = limits.takesUnfinished || name !== undefined;
  if (!mayTake || !isCompleteJson(bytes.toString("utf8"))) return NOTHING;
  return { bytes, lines: [{ start: 0, end: bytes.length }], oversizedBytes: 0 };
}

/** Lines that end in a newline; those with nothing in them are part of the next one's way. */
function wholeLines(bytes: Buffer, maxLines: number): WindowLine[] {
  const lines: WindowLine[] = [];
  let start = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1 && lines.length < maxLines; ) {
    if (at > start) lines.push({ start, end: at + 1 });
    start = at + 1;
    at = bytes.indexOf(NEWLINE, start);
  }
  return lines;
}

/** Length up to and with the next newline; 0 while there is none. */
function bytesToNewline(
  files: JournalFileSystem,
  { file, offset, size }: { readonly file: number; readonly offset: number; readonly size: number },
): number {
  for (let position = offset; position < size; ) {
    const chunk = readAt(files, file, { position, bytes: Math.min(SCAN_BYTES, size - position) });
    if (chunk.length === 0) return 0;
    const newline = chunk.indexOf(NEWLINE);
    if (newline !== -1) return position + newline + 1 - offset;
    position += chunk.length;
  }
  return 0;
}

function readAt(
  files: JournalFileSystem,
  file: number,
  { position, bytes }: { readonly position: number; readonly bytes: number },
): Buffer {
  const into = Buffer.alloc(bytes);
  let filled = 0;
  while (filled < bytes) {
    const count = files.read(file, into.subarray(filled), position + filled);
    if (count === 0) break;
    filled += count;
  }
  return into.subarray(0, filled);
}
