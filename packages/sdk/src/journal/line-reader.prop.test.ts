import fc from "fast-check";
import { expect, test } from "vitest";
import { nodeFileSystem } from "./file-system.ts";
import { MAX_LINE_BYTES, readLines } from "./line-reader.ts";

/** Reads a text as if it were a file that hands out at most `perRead` bytes at a time. */
function read(bytes: Buffer, perRead: number, range: { start?: number; end?: number } = {}) {
  const files = {
    ...nodeFileSystem,
    read: (_file: number, into: Uint8Array, position: number) =>
      bytes.copy(into, 0, position, Math.min(bytes.length, position + Math.min(perRead, into.length))),
  };
  let oversized = 0;
  const onOversized = (): void => {
    oversized += 1;
  };
  const lines = [...readLines(files, 0, { start: 0, end: bytes.length, ...range, onOversized })];
  return { lines, oversized };
}

const anyLine = fc.string({ unit: "grapheme", maxLength: 30 }).map((text) => JSON.stringify([text]));

test("lines come back whole however the reads cut them, within characters too", () => {
  fc.assert(
    fc.property(fc.array(anyLine), fc.integer({ min: 1, max: 20 }), (lines, perRead) => {
      const text = Buffer.from(lines.map((line) => `${line}\n`).join(""));
      expect(read(text, perRead).lines).toEqual(lines);
    }),
  );
});

test("from the start of any line, exactly the lines from there on are read", () => {
  fc.assert(
    fc.property(fc.array(anyLine, { minLength: 1 }), fc.nat(), (lines, pick) => {
      const from = pick % lines.length;
      const start = Buffer.byteLength(lines.slice(0, from).join("\n")) + (from === 0 ? 0 : 1);
      const text = Buffer.from(`${lines.join("\n")}\n`);
      expect(read(text, 7, { start }).lines).toEqual(lines.slice(from));
    }),
  );
});

test("a line still being written is read when it is whole, and left when it is not", () => {
  expect(read(Buffer.from('{"a":1}\n{"b":2}'), 5).lines).toEqual(['{"a":1}', '{"b":2}']);
  expect(read(Buffer.from('{"a":1}\n{"b":'), 5).lines).toEqual(['{"a":1}']);
});

test("empty lines are passed over", () => {
  expect(read(Buffer.from("\n\n[1]\n\n[2]\n"), 3).lines).toEqual(["[1]", "[2]"]);
});

test("a line over 8 MiB is passed over and counted; one of just 8 MiB is read", () => {
  const longest = "x".repeat(MAX_LINE_BYTES);
  const text = Buffer.from(`[1]\n${longest}y\n${longest}\n[2]\n`);
  const { lines, oversized } = read(text, 1_000_000);
  expect([lines[0], lines[1]?.length, lines[2], oversized]).toEqual(["[1]", MAX_LINE_BYTES, "[2]", 1]);
});
