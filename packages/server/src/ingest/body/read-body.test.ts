import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { readBody } from "./read-body.ts";

it("takes memory for each piece before it keeps it, and in the end holds what was unfolded alone", async () => {
  const folded = gzipSync(Buffer.alloc(1_000_000));
  const grown: number[] = [];
  const replaced: number[] = [];
  const held = {
    grow: (bytes: number) => void grown.push(bytes),
    shrink: () => {},
    replace: (bytes: number) => void replaced.push(bytes),
    release: () => {},
  };
  const pieces = new Blob([folded]).stream();
  await readBody({ pieces, encoding: " GZIP " }, { maxBytes: 1e6, maxDecompressedBytes: 1e6 }, held);
  expect(grown.reduce((sum, bytes) => sum + bytes)).toBe(folded.length + 1_000_000);
  expect(Math.max(...grown)).toBeLessThanOrEqual(65_536);
  expect(replaced).toEqual([1_000_000]);
});

it("takes nothing more once there is no memory for a piece", async () => {
  let unfolded = 0;
  const held = {
    grow: (bytes: number) => {
      unfolded += bytes;
      if (unfolded > 200_000) throw new RangeError("full");
    },
    shrink: () => {},
    replace: () => {},
    release: () => {},
  };
  const pieces = new Blob([gzipSync(Buffer.alloc(5_000_000))]).stream();
  const read = readBody({ pieces, encoding: "gzip" }, { maxBytes: 1e6, maxDecompressedBytes: 1e7 }, held);
  await expect(read).rejects.toThrow(RangeError);
  expect(unfolded).toBeLessThan(300_000);
});
