import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openEmbeddedEngine } from "../storage/embedded-engine.ts";
import { migrate } from "../storage/schema/migrate.ts";
import { SINGLE_LAYOUT } from "../storage/schema/tables.ts";
import { startServerProcess } from "../testing/server-process.ts";

it.each([
  ["a newer version", 9_999, /schema step 9999.*Start the newer version that wrote it/],
  ["an unreleased one", 5, /schema step 5, of before the first release.*another data directory/],
])("leaves data alone that %s wrote, and says so", async (_, version, told) => {
  const directory = mkdtempSync(join(tmpdir(), "breakwater-newer-"));
  const engine = await openEmbeddedEngine(directory);
  await migrate(engine, [{ version, name: "of another day", statements: [] }], SINGLE_LAYOUT);
  await engine.close();
  await expect(startServerProcess(directory)).rejects.toThrow(told);
  rmSync(directory, { recursive: true });
});
