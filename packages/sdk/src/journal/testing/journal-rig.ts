import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "@breakwater/core/time/clock";
import { type Journal, type JournalOptions, openJournal, readJournal } from "../journal.ts";
import { createFaultyFileSystem, type FaultyFileSystem } from "./faulty-file-system.ts";

/** A directory of its own, a clock to turn and a disk to break, for one test. */
export interface JournalRig<RigClock extends Clock> {
  readonly directory: string;
  readonly path: string;
  readonly clock: RigClock;
  readonly disk: FaultyFileSystem;
  readonly warnings: string[];
  /** Opens a journal on the rig's path; the rig closes it. */
  open(options?: Partial<JournalOptions>): Journal;
  /** All lines of the path, in order. */
  lines(): string[];
  /** Names in the directory without locks, sorted. */
  names(): string[];
  /** The text of a file in the directory. */
  text(name?: string): string;
  remove(): void;
}

/** Makes a rig whose journal is `production.jsonl`; the test brings the clock that it turns. */
export function createJournalRig<RigClock extends Clock>(clock: RigClock): JournalRig<RigClock> {
  const directory = mkdtempSync(join(tmpdir(), "journal-"));
  const path = join(directory, "production.jsonl");
  const disk = createFaultyFileSystem();
  const warnings: string[] = [];
  const opened: Journal[] = [];
  const onWarning = (text: string): void => {
    warnings.push(text);
  };
  return {
    directory,
    path,
    clock,
    disk,
    warnings,
    open(options = {}) {
      const journal = openJournal({ path, clock, fileSystem: disk, onWarning, ...options });
      opened.push(journal);
      return journal;
    },
    lines: () => [...readJournal(path)],
    names: () =>
      readdirSync(directory)
        .filter((name) => !name.includes(".lock"))
        .sort(),
    text: (name = "production.jsonl") => readFileSync(join(directory, name), "utf8"),
    remove() {
      for (const journal of opened) journal.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A line as the tests tell them apart. */
export function numberedLine(number: number, fill = ""): string {
  return JSON.stringify({ n: number, fill });
}
