import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { nodeFileSystem } from "./file-system.ts";
import { bytesBehind, readWindow, SLOT_START, type WindowPosition, type WindowRead } from "./line-window.ts";
import { journalLayout } from "./segment-names.ts";
import type { ReaderScope } from "./slot-reader.ts";

const MIB = 1024 * 1024;

let directory: string;
let path: string;
let scope: ReaderScope;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "line-window-"));
  path = join(directory, "production.jsonl");
  scope = { files: nodeFileSystem, layout: journalLayout(path), onOversized: () => {} };
});
afterEach(() => rmSync(directory, { recursive: true }));

const read = (from: WindowPosition, limits: { maxBytes?: number; takesUnfinished?: boolean } = {}) =>
  readWindow(scope, from, { slot: 1, maxBytes: 64, maxLines: 100, takesUnfinished: false, ...limits });

const textsOf = ({ window }: WindowRead): string[] =>
  window?.lines.map(({ start, end }) => window.bytes.toString("utf8", start, end).trimEnd()) ?? [];

/** The place behind everything that was read. */
function behind({ window, position }: WindowRead): WindowPosition {
  return window === undefined ? position : window.positionAt(window.lines.at(-1)?.end ?? 0);
}

describe("a window", () => {
  test("holds whole lines only, and goes on behind them", () => {
    writeFileSync(path, '{"n":1}\n\n{"n":2}\n{"n":');
    const first = read(SLOT_START);
    expect(textsOf(first)).toEqual(['{"n":1}', '{"n":2}']);
    const second = read(behind(first));
    expect(second).toMatchObject({ window: undefined, unfinishedBytes: 5 });
    appendFileSync(path, "3}\n");
    expect(textsOf(read(second.position))).toEqual(['{"n":3}']);
  });

  test("holds one line at least, however long it is", () => {
    const long = JSON.stringify({ fill: "ä".repeat(100_000) });
    writeFileSync(path, `${long}\n{"n":2}\n`);
    const first = read(SLOT_START);
    const second = read(behind(first), { maxBytes: 8 });
    expect([...textsOf(first), ...textsOf(second)]).toEqual([long, '{"n":2}']);
  });

  test("passes over a line beyond 8 MiB, and says so", () => {
    writeFileSync(path, `{"n":1}\n${"x".repeat(9 * MIB)}\n{"n":2}\n`);
    const first = read(SLOT_START);
    expect(textsOf(first)).toEqual(['{"n":1}']);
    const second = read(behind(first));
    expect(second.oversizedLines).toBe(1);
    expect(textsOf(second)).toEqual(['{"n":2}']);
  });

  test("takes a whole last line without its newline only where nobody will end it", () => {
    writeFileSync(path, '{"n":1}');
    expect(textsOf(read(SLOT_START))).toEqual([]);
    expect(textsOf(read(SLOT_START, { takesUnfinished: true }))).toEqual(['{"n":1}']);
    writeFileSync(path, '{"n":1');
    expect(textsOf(read(SLOT_START, { takesUnfinished: true }))).toEqual([]);
  });

  test("never joins two files; the next one follows", () => {
    writeFileSync(join(directory, "production.20260115T120000.000Z-000001.jsonl"), '{"n":1}\n');
    writeFileSync(path, '{"n":2}\n');
    const first = read(SLOT_START);
    expect(textsOf(first)).toEqual(['{"n":1}']);
    expect(bytesBehind(scope, 1, behind(first))).toBe(8);
    expect(textsOf(read(behind(first)))).toEqual(['{"n":2}']);
  });

  test("a place stays right when its file gets its new name", () => {
    writeFileSync(path, '{"n":1}\n');
    const place = behind(read(SLOT_START));
    appendFileSync(path, '{"n":2}\n');
    renameSync(path, join(directory, "production.20260115T120000.000Z-000001.jsonl"));
    writeFileSync(path, '{"n":3}\n');
    const next = read(place);
    expect(textsOf(next)).toEqual(['{"n":2}']);
    expect(textsOf(read(behind(next)))).toEqual(['{"n":3}']);
  });

  test("another file of the same name is read from its beginning, be it longer or shorter", () => {
    writeFileSync(path, '{"n":1}\n{"n":2}\n');
    const place = behind(read(SLOT_START));
    writeFileSync(path, '{"n":3}\n{"n":4}\n{"n":5}\n');
    expect(textsOf(read(place))).toEqual(['{"n":3}', '{"n":4}', '{"n":5}']);
    writeFileSync(path, '{"n":6}\n');
    expect(textsOf(read(place))).toEqual(['{"n":6}']);
  });
});
