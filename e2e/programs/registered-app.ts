import { type SpawnSyncReturns, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { decodeRecord } from "@breakwater/core/record/decode-record";
import type { SpanRecord } from "@breakwater/core/record/span-record";

/** A program of this folder, and how it is started. */
export interface RegisteredApp {
  readonly program: string;
  readonly args?: readonly string[];
  /** Flags of Node. Default `--import breakwater/register`. */
  readonly flags?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Working directory; the registration is found from here. */
  readonly directory: string;
}

/** How a program ended. */
export interface Ending extends Pick<SpawnSyncReturns<string>, "stdout" | "stderr" | "signal"> {
  readonly code: number | null;
  /** Records of ended steps in the journals of its directory. */
  readonly records: readonly SpanRecord[];
}

/** Runs a program to its end. */
export async function runRegistered(app: RegisteredApp): Promise<Ending> {
  const { flags = ["--import", import.meta.resolve("breakwater/register")], args = [] } = app;
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [...flags, join(import.meta.dirname, app.program), ...args], {
    cwd: app.directory,
    env: { PATH, HOME, ...app.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { stdout, stderr, code, signal, records: recordsOf(app.directory) };
}

function recordsOf(directory: string): SpanRecord[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith(".jsonl"))
    .flatMap((name) => readFileSync(join(directory, name), "utf8").split("\n").slice(0, -1))
    .map((line) => {
      const decoded = decodeRecord(line);
      if (!decoded.ok) throw new Error(`no record: ${line}`);
      return decoded.record;
    })
    .filter(({ status }) => status !== "running");
}
