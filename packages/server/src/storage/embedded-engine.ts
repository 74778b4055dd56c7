import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@clickhouse/client";
import { createChdbConnection } from "chdb/connection";
import { ClickHouseClientEngine } from "./clickhouse-client-engine.ts";
import { LockedDataError } from "./locked-data-error.ts";
import type { SqlEngine } from "./sql-engine.ts";

/**
 * Opens the engine inside this process, its data in `directory`.
 * @throws LockedDataError (as a rejection) when another process holds the directory.
 */
export async function openEmbeddedEngine(directory: string): Promise<SqlEngine> {
  mkdirSync(directory, { recursive: true });
  try {
    // chdb is typed against another copy of the client's types, alike but for a private field.
    const config: object = { connection: createChdbConnection({ path: directory }) };
    const engine = new ClickHouseClientEngine(createClient(config));
    await engine.query("SELECT 1");
    return engine;
  } catch (error) {
    throw new LockedDataError(directory, { holder: holderOf(directory), cause: error });
  }
}

/** The engine writes the id of the process that holds a directory into it. */
function holderOf(directory: string): number | undefined {
  try {
    const pid = Number(/^PID: (\d+)/m.exec(readFileSync(join(directory, "status"), "utf8"))?.[1]);
    return pid === process.pid ? undefined : pid;
  } catch {
    return undefined;
  }
}
