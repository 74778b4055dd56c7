import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { nodeFileSystem } from "../journal/file-system.ts";
import { readShipCheckpoint, type ShipCheckpoint, writeShipCheckpoint } from "./ship-checkpoint.ts";

const directory = mkdtempSync(join(tmpdir(), "ship-checkpoint-"));
const journal = join(directory, "production.jsonl");
afterAll(() => rmSync(directory, { recursive: true }));

const checkpoints: fc.Arbitrary<ShipCheckpoint> = fc.record({
  server: fc.webUrl(),
  after: fc.option(fc.string()),
  offset: fc.maxSafeNat(),
  head: fc.stringMatching(/^[0-9a-f]{0,16}$/),
});

test("what is read is what was written", () => {
  fc.assert(
    fc.property(checkpoints, (checkpoint) => {
      writeShipCheckpoint(nodeFileSystem, journal, checkpoint);
      expect(readShipCheckpoint(nodeFileSystem, journal)).toEqual(checkpoint);
    }),
  );
});

test("any part of a checkpoint, and any other text, is none", () => {
  const parts = fc
    .tuple(checkpoints, fc.double({ min: 0, max: 0.99, noNaN: true }))
    .map(([checkpoint, share]) => {
      const text = JSON.stringify({ v: 1, ...checkpoint });
      return text.slice(0, Math.floor(text.length * share));
    });
  fc.assert(
    fc.property(fc.oneof(parts, fc.string(), fc.json()), (text) => {
      writeFileSync(`${journal}.shipped.json`, text);
      expect(readShipCheckpoint(nodeFileSystem, journal)).toBeUndefined();
    }),
  );
});
