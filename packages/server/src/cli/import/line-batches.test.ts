import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, it } from "vitest";
import { lineBatches } from "./line-batches.ts";

async function linesIn(
  bytes: Uint8Array,
  pieceLength: number,
): Promise<{ lines: string[]; tooLong: number }> {
  const counts = { tooLong: 0 };
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceLength) pieces.push(bytes.subarray(at, at + pieceLength));
  const lines: string[] = [];
  for await (const batch of lineBatches(Readable.from(pieces), counts)) {
    const found = batch.text.split("\n");
    expect(found).toHaveLength(batch.lines);
    lines.push(...found);
  }
  return { lines, tooLong: counts.tooLong };
}

it("gives every line once and in order, wherever the pieces of the file end", async () => {
  const line = fc.string({ unit: "grapheme" }).filter((text) => text.trim() !== "" && !/[\n\r]/.test(text));
  await fc.assert(
    fc.asyncProperty(
      fc.array(line),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      async (given, length, isEnded) => {
        const text = given.join("\n") + (isEnded ? "\n" : "");
        expect(await linesIn(new TextEncoder().encode(text), length)).toEqual({ lines: given, tooLong: 0 });
      },
    ),
  );
});

it("splits what is large, passes over a line that is no record, and goes on after it", async () => {
  const long = "x".repeat(9_000_000);
  const { lines, tooLong } = await linesIn(
    new TextEncoder().encode(`a\n${long}\nb\n${"c".repeat(3_000_000)}\nd`),
    65_536,
  );
  expect([tooLong, lines.map((line) => line[0])]).toEqual([1, ["a", "b", "c", "d"]]);
});
