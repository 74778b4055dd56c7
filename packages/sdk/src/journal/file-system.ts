import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/** What a path or descriptor leads to. */
export interface FileInfo {
  /** The same for two names or descriptors of one file, whatever renames happened in between. */
  readonly identity: string;
  readonly kind: "file" | "directory" | "device" | "other";
  readonly size: number;
  /** Last write, milliseconds since the epoch. */
  readonly mtimeMs: number;
}

/**
 * The few synchronous file operations that the journal is built on; a test replaces single ones to make a disk fail.
 * Every one throws node's error, with its `code`, when the system refuses.
 */
export interface JournalFileSystem {
  /** `a+` appends and reads, `r` reads, `w` replaces, `wx` creates and fails with EEXIST when the path exists. */
  open(path: string, mode: "a+" | "r" | "w" | "wx"): number;
  /** Returns the bytes written, which may be fewer than given. */
  write(file: number, data: string | Uint8Array): number;
  /** Reads into the buffer from a position in the file; returns the bytes read, 0 at the end. */
  read(file: number, into: Uint8Array, position: number): number;
  info(target: string | number): FileInfo;
  truncate(file: number, size: number): void;
  close(file: number): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  list(directory: string): string[];
  /** Sets the last write of a file, milliseconds since the epoch. */
  touch(path: string, mtimeMs: number): void;
  /** Creates a directory and its parents; does nothing when it exists. */
  createDirectory(path: string): void;
}

/** The machine's own file system. */
export const nodeFileSystem: JournalFileSystem = {
  open: (path, mode) => openSync(path, mode),
  write: (file, data) => (typeof data === "string" ? writeSync(file, data) : writeSync(file, data)),
  read: (file, into, position) => readSync(file, into, 0, into.length, position),
  info(target) {
    const stats = typeof target === "number" ? fstatSync(target) : statSync(target);
    const kinds = [
      [stats.isFile(), "file"],
      [stats.isDirectory(), "directory"],
      [stats.isCharacterDevice(), "device"],
    ] as const;
    const kind = kinds.find(([is]) => is)?.[1] ?? "other";
    return { identity: `${stats.dev}:${stats.ino}`, kind, size: stats.size, mtimeMs: stats.mtimeMs };
  },
  truncate: ftruncateSync,
  close: (file) => closeSync(file),
  rename: renameSync,
  remove: unlinkSync,
  list: (directory) => readdirSync(directory),
  touch: (path, mtimeMs) => utimesSync(path, mtimeMs / 1000, mtimeMs / 1000),
  createDirectory,
};

/** Makes a directory and its parents, one by one: node's own recursive way never returns where a mount refuses (/proc). */
function createDirectory(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(path);
  if (parent !== path) createDirectory(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have made it in the meantime; anything else that stands there is an error.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
