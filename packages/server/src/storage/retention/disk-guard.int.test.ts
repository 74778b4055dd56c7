import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openEmbeddedEngine } from "../embedded-engine.ts";
import { describeDiskGuard } from "./disk-guard.contract.ts";
import { looseFileBytes } from "./disk-use.ts";

const directory = mkdtempSync(join(tmpdir(), "breakwater-disk-"));

describeDiskGuard("the embedded engine", () => openEmbeddedEngine(directory));

it("counts the files that lie beside the engine's", () => {
  const place = mkdtempSync(join(tmpdir(), "breakwater-loose-"));
  expect(looseFileBytes(place)).toBe(0);
  writeFileSync(join(place, "audit.jsonl"), "x".repeat(1_000));
  expect(looseFileBytes(place)).toBe(1_000);
});
