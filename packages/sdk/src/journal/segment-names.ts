import { basename, dirname, extname, join, resolve } from "node:path";

/** Most processes that can write to one path at a time. */
export const MAX_SLOTS = 256;

const SEQUENCE_DIGITS = 6;

/** A journal's path, taken apart: all of its files lie in `directory` and begin with `stem`. */
export interface JournalLayout {
  readonly directory: string;
  readonly stem: string;
  /** With its dot; empty when the path has none. */
  readonly extension: string;
}

/** A file that a slot has finished with. Age order is `rotatedAtMs`, then `sequence`. */
export interface RotatedName {
  readonly type: "rotated";
  readonly name: string;
  readonly slot: number;
  /** When it was rotated, milliseconds since the epoch. */
  readonly rotatedAtMs: number;
  /** Counts a slot's rotations from 1, without gaps. */
  readonly sequence: number;
}

/** A file that a slot's owner writes to. */
export interface ActiveName {
  readonly type: "active";
  readonly name: string;
  readonly slot: number;
}

/** Takes a path apart; a relative one is resolved now, so that a later change of directory cannot move the journal. */
export function journalLayout(path: string): JournalLayout {
  const full = resolve(path);
  const extension = extname(full);
  return { directory: dirname(full), stem: basename(full, extension), extension };
}

/** Path of a slot's active file: `production.jsonl`, `production.p2.jsonl`, ... */
export function activePath(layout: JournalLayout, slot: number): string {
  return join(layout.directory, `${slotStem(layout, slot)}${layout.extension}`);
}

/** Name of a slot's rotated file: `production.20260115T120000.000Z-000001.jsonl`. Names of a slot sort by age. */
export function rotatedName(layout: JournalLayout, rotated: Omit<RotatedName, "type" | "name">): RotatedName {
  const rotatedAtMs = Math.floor(rotated.rotatedAtMs);
  const stamp = new Date(rotatedAtMs).toISOString().replace(/[-:]/g, "");
  const sequence = String(rotated.sequence).padStart(SEQUENCE_DIGITS, "0");
  const name = `${slotStem(layout, rotated.slot)}.${stamp}-${sequence}${layout.extension}`;
  return { type: "rotated", name, slot: rotated.slot, rotatedAtMs, sequence: rotated.sequence };
}

/** Compares two rotated files by age, the older one first. */
export function compareAge(left: RotatedName, right: RotatedName): number {
  return left.rotatedAtMs - right.rotatedAtMs || left.sequence - right.sequence || left.slot - right.slot;
}

/** Makes the reader of file names of one path; it answers undefined for every name that is not that journal's. */
export function segmentNameParser(
  layout: JournalLayout,
): (name: string) => RotatedName | ActiveName | undefined {
  const stem = escapePattern(layout.stem);
  const extension = escapePattern(layout.extension);
  const pattern = new RegExp(
    `^${stem}(?:\\.p([2-9]|[1-9]\\d{1,2}))?(?:\\.(\\d{8}T\\d{6}\\.\\d{3}Z)-(\\d{${SEQUENCE_DIGITS},}))?${extension}$`,
  );
  return (name) => {
    const match = pattern.exec(name);
    if (match === null) return undefined;
    const [, slotDigits, stamp, sequence] = match;
    const slot = slotDigits === undefined ? 1 : Number(slotDigits);
    if (slot > MAX_SLOTS) return undefined;
    if (stamp === undefined) return { type: "active", name, slot };
    const rotatedAtMs = Date.parse(
      stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(.*)$/, "$1-$2-$3T$4:$5:$6"),
    );
    if (Number.isNaN(rotatedAtMs)) return undefined;
    return { type: "rotated", name, slot, rotatedAtMs, sequence: Number(sequence) };
  };
}

function slotStem(layout: JournalLayout, slot: number): string {
  return slot === 1 ? layout.stem : `${layout.stem}.p${slot}`;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
