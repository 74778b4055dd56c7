import { join } from "node:path";
import type { Clock } from "@breakwater/core/time/clock";
import { type JournalPosition, readCheckpoint } from "./checkpoint-file.ts";
import { errorCode, infoIfThere } from "./file-access.ts";
import type { FileInfo, JournalFileSystem } from "./file-system.ts";
import { listSegments } from "./segment-listing.ts";
import {
  activePath,
  compareAge,
  type JournalLayout,
  type RotatedName,
  rotatedName,
  segmentNameParser,
} from "./segment-names.ts";
import { repairTornTail, type TailRepair } from "./torn-tail.ts";

const ROTATION_RETRY_MS = 1000;

/** What has reached the disk; `lines` counts whole ones. */
export interface WriteCounts {
  lines: number;
  bytes: number;
}

/** What one slot's active file is, and who hears of what happens to it. */
export interface SlotFileOptions {
  readonly files: JournalFileSystem;
  readonly clock: Clock;
  readonly layout: JournalLayout;
  readonly slot: number;
  readonly maxFileBytes: number;
  /** Counted up here; shared by the slots that one journal uses in its life. */
  readonly written: WriteCounts;
  onRepaired(repair: TailRepair, path: string): void;
  /** The old file has its new name, and the new file is open. */
  onRotated(): void;
  /** The old file goes on being written; rotation is tried again after a second. */
  onRotationFailed(error: unknown): void;
}

/** Why a line is not in the file. `isLineKept`: its beginning is, and the rest will be written first. */
export interface WriteFailure {
  readonly error: unknown;
  readonly isLineKept: boolean;
}

/** A line of which only the beginning reached the file, and what the file looked like then. */
interface PartialLine {
  readonly line: string;
  readonly rest: Uint8Array;
  readonly size: number;
}

/** The file that one slot's owner appends to. Appends whole lines with one write each; rotates by size. */
export class SlotFile {
  readonly #options: SlotFileOptions;
  readonly path: string;
  #file: number | undefined;
  #identity = "";
  #kind: FileInfo["kind"] = "file";
  #size = 0;
  #partial: PartialLine | undefined;
  #newest: RotatedName | undefined;
  #nextSequence = 1;
  #rotationFailedAtMs = Number.NEGATIVE_INFINITY;
  #isRotationUnannounced = false;
  #repairUnannounced: TailRepair | undefined;

  constructor(options: SlotFileOptions) {
    this.#options = options;
    this.path = activePath(options.layout, options.slot);
  }

  /** The line whose beginning is in the file and whose rest waits. */
  get partialLine(): string | undefined {
    return this.#partial?.line;
  }

  /** Makes the path's file the one that is written to, mended and whole. Throws when the disk refuses. */
  prepare(): void {
    this.#verify();
    if (this.#file === undefined) this.#open();
    else if (this.#partial !== undefined) this.#finishPartial(this.#file);
    this.#announce();
  }

  /** Appends one line. Never throws: what went wrong is returned. */
  write(line: string): WriteFailure | undefined {
    const text = `${line}\n`;
    const bytes = Buffer.byteLength(text);
    try {
      if (this.#size + bytes > this.#options.maxFileBytes && this.#size > 0) this.#rotate(bytes);
      if (this.#file === undefined) throw new Error("the journal's file is not open");
      const written = this.#options.files.write(this.#file, text);
      this.#grow(written);
      if (written === bytes) {
        this.#options.written.lines += 1;
        return undefined;
      }
      this.#partial = { line, rest: Buffer.from(text).subarray(written), size: this.#size };
      this.#finishPartial(this.#file);
      return undefined;
    } catch (error) {
      return { error, isLineKept: this.#partial !== undefined };
    }
  }

  /**
   * Appends several lines by one system call, when they fit into the file. Never throws. Lines beyond `taken` want
   * writing one by one; a line that was cut counts as taken.
   */
  writeAll(lines: readonly string[]): { readonly taken: number; readonly failure?: unknown } {
    const text = `${lines.join("\n")}\n`;
    const bytes = Buffer.byteLength(text);
    if (this.#file === undefined || this.#size + bytes > this.#options.maxFileBytes) return { taken: 0 };
    try {
      const written = this.#options.files.write(this.#file, text);
      this.#grow(written);
      if (written < bytes) return this.#cutWithin(lines, { written, file: this.#file });
      this.#options.written.lines += lines.length;
      return { taken: lines.length };
    } catch {
      // Nothing is in the file; the first line on its own will meet the same error and say so.
      return { taken: 0 };
    }
  }

  /** Where the next line will begin. Throws when the file cannot be looked at. */
  position(): JournalPosition {
    this.prepare();
    return { after: this.#newest?.name ?? null, offset: this.#size };
  }

  /** Closes the file; whatever else closed it first is of no interest any more. */
  close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return;
    try {
      this.#options.files.close(file);
    } catch {
      // Nothing is buffered here that a failed close could lose.
    }
  }

  /** The disk took a part of several lines: finds the line that was cut and tries to finish it. */
  #cutWithin(
    lines: readonly string[],
    { written, file }: { readonly written: number; readonly file: number },
  ): { readonly taken: number; readonly failure?: unknown } {
    let left = written;
    for (const [index, line] of lines.entries()) {
      const whole = Buffer.from(`${line}\n`);
      if (left >= whole.length) {
        left -= whole.length;
        this.#options.written.lines += 1;
        continue;
      }
      if (left === 0) return { taken: index };
      this.#partial = { line, rest: whole.subarray(left), size: this.#size };
      try {
        this.#finishPartial(file);
        return { taken: index + 1 };
      } catch (failure) {
        return { taken: index + 1, failure };
      }
    }
    return { taken: lines.length };
  }

  /** Lets go of a file that is not the path's any more: deleted, renamed by another, or closed by a stranger. */
  #verify(): void {
    if (this.#file === undefined) return;
    const { files } = this.#options;
    let own: FileInfo | undefined;
    try {
      own = files.info(this.#file);
    } catch (error) {
      if (errorCode(error) !== "EBADF") throw error;
    }
    if (own?.identity !== this.#identity) {
      // The number was closed and given to another file, which is not ours to close.
      this.#file = undefined;
      return;
    }
    if (infoIfThere(files, this.path)?.identity !== this.#identity) this.close();
    else this.#size = own.size;
  }

  #open(): void {
    const { files, layout } = this.#options;
    let file: number;
    try {
      file = files.open(this.path, "a+");
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw error;
      files.createDirectory(layout.directory);
      file = files.open(this.path, "a+");
    }
    try {
      const { identity, kind, size } = files.info(file);
      this.#kind = kind;
      // Another file than the one that holds the beginning: the line starts anew there.
      if (identity !== this.#identity && this.#partial !== undefined) {
        this.#partial = { ...this.#partial, size: -1 };
      }
      this.#identity = identity;
      this.#size = size;
      this.#finishPartial(file);
      this.#learnNames();
    } catch (error) {
      files.close(file);
      throw error;
    }
    this.#file = file;
  }

  /** Ends the line that was begun; where the file changed since, mends its tail and writes the line as a whole. */
  #finishPartial(file: number): void {
    const { files } = this.#options;
    const partial = this.#partial;
    let rest = partial?.rest;
    if (partial?.size !== this.#size) {
      this.#repair(file);
      rest = partial && Buffer.from(`${partial.line}\n`);
    }
    if (partial === undefined || rest === undefined) return;
    while (rest.length > 0) {
      const written = files.write(file, rest);
      if (written === 0) throw new Error("the system wrote nothing and gave no reason");
      this.#grow(written);
      rest = rest.subarray(written);
      this.#partial = { line: partial.line, rest, size: this.#size };
    }
    this.#partial = undefined;
    this.#options.written.lines += 1;
  }

  #grow(bytes: number): void {
    this.#size += bytes;
    this.#options.written.bytes += bytes;
  }

  /** Tells what happened once the file is open again: whoever hears of it may append a line at once. */
  #announce(): void {
    const repair = this.#repairUnannounced;
    const isRotated = this.#isRotationUnannounced;
    this.#repairUnannounced = undefined;
    this.#isRotationUnannounced = false;
    if (repair !== undefined) this.#options.onRepaired(repair, this.path);
    if (isRotated) this.#options.onRotated();
  }

  #repair(file: number): void {
    if (this.#kind !== "file") return;
    const { files } = this.#options;
    const repair = repairTornTail(files, { path: this.path, file, size: this.#size });
    this.#size = files.info(file).size;
    if (repair.type !== "none") this.#repairUnannounced = repair;
  }

  /** Continues the numbers of what was rotated, even when retention removed it all. */
  #learnNames(): void {
    const { files, layout, slot } = this.#options;
    const checkpointed = readCheckpoint(files, this.path)?.after ?? null;
    const parsed = checkpointed === null ? undefined : segmentNameParser(layout)(checkpointed);
    const rotated = listSegments(files, layout).rotated.filter((name) => name.slot === slot);
    const known = parsed?.type === "rotated" && parsed.slot === slot ? [...rotated, parsed] : rotated;
    this.#newest = known.toSorted(compareAge).at(-1);
    this.#nextSequence = Math.max(0, ...known.map(({ sequence }) => sequence)) + 1;
  }

  #rotate(comingBytes: number): void {
    const { files, clock, layout, slot, maxFileBytes } = this.#options;
    const nowMs = clock.now();
    // A clock that was set back must not put the next attempt off.
    const isRetryDue = Math.abs(nowMs - this.#rotationFailedAtMs) >= ROTATION_RETRY_MS;
    if (this.#kind !== "file" || !isRetryDue) return;
    // The file may have been truncated or replaced since its size was counted.
    this.prepare();
    if (this.#size === 0 || this.#size + comingBytes <= maxFileBytes) return;
    // A clock set back must not make a new name sort before an old one.
    const rotatedAtMs = Math.max(nowMs, this.#newest?.rotatedAtMs ?? 0);
    const next = rotatedName(layout, { slot, rotatedAtMs, sequence: this.#nextSequence });
    try {
      const target = join(layout.directory, next.name);
      if (infoIfThere(files, target) !== undefined) throw new Error(`${next.name} exists already`);
      files.rename(this.path, target);
    } catch (error) {
      this.#rotationFailedAtMs = nowMs;
      this.#learnNames();
      this.#options.onRotationFailed(error);
      return;
    }
    this.close();
    this.#isRotationUnannounced = true;
    this.#open();
    this.#announce();
  }
}
