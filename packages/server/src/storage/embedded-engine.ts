import { mkdirSync } from "node:fs";
import { createClient } from "@clickhouse/client";
import { createChdbConnection } from "chdb/connection";
import { ClickHouseClientEngine } from "./clickhouse-client-engine.ts";
import type { SqlEngine } from "./sql-engine.ts";

/** Opens the engine inside this process, its data in `directory`. One process may hold a directory at a time. */
export function openEmbeddedEngine(directory: string): SqlEngine {
  mkdirSync(directory, { recursive: true });
  // chdb is typed against another copy of the client's types, alike but for a private field.
  const config: object = { connection: createChdbConnection({ path: directory }) };
  return new ClickHouseClientEngine(createClient(config));
}
