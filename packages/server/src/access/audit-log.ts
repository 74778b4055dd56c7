import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Clock } from "@breakwater/core/time/clock";
import { z } from "zod";
import { makeDirectory } from "../storage/data-directory.ts";

/** One act of an administrator, a login, or a login that failed. */
export const auditEntrySchema = z.object({
  at: z.string(),
  /** Id of the key that acted; `open`, `config` or `cli` for acts without one, `unknown` for a failed login. */
  actor: z.string(),
  action: z.string(),
  target: z.string().optional(),
  address: z.string().optional(),
});

/** See {@link auditEntrySchema}. */
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Bytes from the end of the file that are read back. */
const READ_BACK = 1_000_000;

/** Acts of administrators and logins, one JSON object a line, only ever added to. */
export class AuditLog {
  readonly #path: string;
  readonly #clock: Clock;

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  /** Writes an act down. @throws the system's error when it cannot: an act that leaves no trace must not happen */
  write(entry: Omit<AuditEntry, "at">): void {
    makeDirectory(dirname(this.#path));
    const line = JSON.stringify({ at: new Date(this.#clock.now()).toISOString(), ...entry });
    const file = openSync(this.#path, "a", 0o600);
    try {
      writeSync(file, `${line}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  /** The last acts, newest first. */
  last(count: number): readonly AuditEntry[] {
    const lines = tailOf(this.#path).split("\n");
    const entries = lines.flatMap((line) => {
      const { data } = auditEntrySchema.safeParse(parsedLine(line));
      return data === undefined ? [] : [data];
    });
    return entries.slice(-count).reverse();
  }
}

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function tailOf(path: string): string {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return "";
  }
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, READ_BACK));
    readSync(file, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString("utf8");
  } finally {
    closeSync(file);
  }
}
