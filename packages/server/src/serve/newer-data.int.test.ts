import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openEmbeddedEngine } from "../storage/embedded-engine.ts";
import { migrate } from "../storage/schema/migrate.ts";
import { migrations } from "../storage/schema/migrations.ts";
import { SINGLE_LAYOUT } from "../storage/schema/tables.ts";
import { startServerProcess } from "../testing/server-process.ts";

it("leaves data alone that a newer version wrote, and says so", async () => {
  const directory = mkdtempSync(join(tmpdir(), "breakwater-newer-"));
  const engine = await openEmbeddedEngine(directory);
  await migrate(engine, migrations(SINGLE_LAYOUT), SINGLE_LAYOUT);
  await engine.insert("schema_steps", [{ version: 9_999, name: "of tomorrow" }]);
  await engine.close();
  await expect(startServerProcess(directory)).rejects.toThrow(
    /schema step 9999.*Start the newer version that wrote it/,
  );
  rmSync(directory, { recursive: true });
});
