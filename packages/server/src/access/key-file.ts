import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { makeDirectory } from "../storage/data-directory.ts";
import { type ApiKey, SCOPES } from "./api-key.ts";

const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  scopes: z.array(z.enum(SCOPES)),
  project: z.string().optional(),
  createdAt: z.string(),
  expiresAt: z.string().optional(),
  revokedAt: z.string().optional(),
});
const fileSchema = z.object({ version: z.literal(1), keys: z.array(keySchema) });

/** The file of keys is there and cannot be used; nobody is let in on a guess. */
class KeyFileError extends Error {
  override readonly name = "KeyFileError";
  /** Stable code of this error. */
  readonly code = "BW_KEY_FILE";
  readonly isRetryable = false;

  constructor(path: string, cause: unknown) {
    super(`The file of keys ${path} cannot be read: mend it, or move it away and make new keys.`, { cause });
  }
}

/** The keys in a file; none when there is no file. @throws KeyFileError */
export function readKeys(path: string): readonly ApiKey[] {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, "utf8"))).keys;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw new KeyFileError(path, error);
  }
}

/** Puts keys into the file: either all of them or none, readable by the owner alone. */
export function writeKeys(path: string, keys: readonly ApiKey[]): void {
  writePrivately(path, `${JSON.stringify({ version: 1, keys }, undefined, 2)}\n`);
}

/** Replaces a file in one step; readable by the owner alone. */
export function writePrivately(path: string, content: string): void {
  makeDirectory(dirname(path));
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  const file = openSync(draft, "wx", 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

/** Changes whenever the file does. */
export function fileStamp(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? "none" : `${stat.ino}:${stat.size}:${stat.mtimeMs}`;
}
