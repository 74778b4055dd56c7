import type { FileInfo, JournalFileSystem } from "./file-system.ts";

/** The `code` of a system error, such as `ENOSPC`; undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Runs a file operation; undefined when the path does not exist. Throws every other failure. */
export function ifThere<Result>(operation: () => Result): Result | undefined {
  try {
    return operation();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** What a path leads to; undefined when nothing is there. */
export function infoIfThere(files: JournalFileSystem, path: string): FileInfo | undefined {
  return ifThere(() => files.info(path));
}

/** Removes a file; a path that does not exist is as good. */
export function removeIfThere(files: JournalFileSystem, path: string): void {
  ifThere(() => files.remove(path));
}

/** Writes all bytes, over as many short writes as it takes. Throws when the rest is refused. */
export function writeAll(files: JournalFileSystem, file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    const count = files.write(file, bytes.subarray(written));
    if (count === 0) throw new Error("the system wrote nothing and gave no reason");
    written += count;
  }
}

/** The text of a small file; undefined when it does not exist or is larger than `maxBytes`. */
export function readSmallFile(files: JournalFileSystem, path: string, maxBytes: number): string | undefined {
  const file = ifThere(() => files.open(path, "r"));
  if (file === undefined) return undefined;
  try {
    const { size } = files.info(file);
    if (size > maxBytes) return undefined;
    const bytes = Buffer.alloc(size);
    let filled = 0;
    while (filled < size) {
      const count = files.read(file, bytes.subarray(filled), filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.toString("utf8", 0, filled);
  } finally {
    files.close(file);
  }
}

/** Replaces a file so that a reader, and a process killed half-way, sees the old text or the new one, never a part. */
export function replaceFile(files: JournalFileSystem, path: string, text: string): void {
  const draft = `${path}.tmp`;
  const file = files.open(draft, "w");
  try {
    writeAll(files, file, Buffer.from(text));
  } finally {
    files.close(file);
  }
  files.rename(draft, path);
}
