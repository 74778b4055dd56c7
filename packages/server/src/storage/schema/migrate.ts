import { countOf, property } from "@breakwater/core/usage/untyped";
import type { SqlEngine } from "../sql-engine.ts";
import type { Migration } from "./migration.ts";
import { NewerDataError } from "./newer-data-error.ts";
import { OtherLayoutError } from "./other-layout-error.ts";
import type { TableLayout } from "./tables.ts";
import { UnreleasedDataError } from "./unreleased-data-error.ts";

/**
 * Brings the stored schema up to the newest step. A step that was begun and not finished is run again.
 * @throws NewerDataError when the data was written by a newer version of Breakwater, UnreleasedDataError when by one of
 * before the first release; OtherLayoutError when it is
 * spread over shards and should not be, or the other way round.
 */
export async function migrate(
  engine: SqlEngine,
  steps: readonly Migration[],
  { wholeEngine, onCluster, isSharded }: TableLayout,
): Promise<{ readonly from: number; readonly to: number }> {
  await engine.command(`CREATE TABLE IF NOT EXISTS schema_steps${onCluster} (
    version UInt32, name String, at DateTime DEFAULT now()
  ) ENGINE = ${wholeEngine("MergeTree")} ORDER BY version`);
  const [row] = await engine.query("SELECT max(version) AS version FROM schema_steps");
  const from = countOf(property(row, "version")) ?? 0;
  const to = steps.at(-1)?.version ?? 0;
  if (from > to) throw new NewerDataError(from, to);
  if (from > 0 && from < (steps[0]?.version ?? 0)) throw new UnreleasedDataError(from);
  if (from > 0) await requireLayout(engine, isSharded);
  for (const { version, name, statements } of steps) {
    if (version <= from) continue;
    for (const statement of statements) await engine.command(statement);
    await engine.insert("schema_steps", [{ version, name }]);
  }
  return { from, to };
}

async function requireLayout(engine: SqlEngine, isSharded: boolean): Promise<void> {
  const [row] = await engine.query(
    "SELECT engine FROM system.tables WHERE database = currentDatabase() AND name = 'spans'",
  );
  if ((property(row, "engine") === "Distributed") !== isSharded) throw new OtherLayoutError(isSharded);
}
