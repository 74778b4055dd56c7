import { ClickHouseLogLevel, type ClickHouseSettings, createClient } from "@clickhouse/client";
import { ClickHouseClientEngine } from "./clickhouse-client-engine.ts";
import { ClickHouseUnreachableError } from "./clickhouse-unreachable-error.ts";
import type { SqlEngine } from "./sql-engine.ts";

/** A deletion in big tables takes its time; questions have shorter limits of their own. */
const REQUEST_TIMEOUT_MS = 300_000;

/** What makes a `Distributed` table as good as one that keeps its own rows. */
const SHARDED_SETTINGS: ClickHouseSettings = {
  // A commit is acknowledged when it is on its shards, not when it waits to be sent there.
  distributed_foreground_insert: 1,
  // What is made from the spans of a shard, such as its sums, is made and kept there.
  parallel_distributed_insert_select: "2",
  // A question within a question is asked of all shards as well.
  distributed_product_mode: "global",
  // What is read was written: both go to the first replica that is up.
  load_balancing: "in_order",
};

/** Opens a ClickHouse server or cluster by URL: `http://user:password@host:8123/database`. */
export function openServerEngine(
  url: string,
  { isSharded = false }: { readonly isSharded?: boolean } = {},
): SqlEngine {
  return new ClickHouseClientEngine(
    createClient({
      url,
      request_timeout: REQUEST_TIMEOUT_MS,
      // Long lists of ids would be too much for an address.
      use_multipart_params_auto: true,
      compression: { request: true, response: true },
      // What fails is thrown, and told once, in the server's own log.
      log: { level: ClickHouseLogLevel.OFF },
      clickhouse_settings: {
        wait_end_of_query: 1,
        insert_quorum: "auto",
        // Replicas would take two equal changes of a sum for one that was sent twice.
        insert_deduplicate: 0,
        cancel_http_readonly_queries_on_client_close: 1,
        ...(isSharded && SHARDED_SETTINGS),
      },
    }),
  );
}

/** Longest wait for a server's first answer. */
const FIRST_ANSWER_MS = 10_000;

/** Opens a ClickHouse server and waits for its first answer. @throws ClickHouseUnreachableError (as a rejection) */
export async function reachServerEngine(
  url: string,
  options: { readonly isSharded?: boolean } = {},
): Promise<SqlEngine> {
  const engine = openServerEngine(url, options);
  try {
    await engine.query("SELECT 1", {}, { signal: AbortSignal.timeout(FIRST_ANSWER_MS) });
    return engine;
  } catch (error) {
    await engine.close();
    throw new ClickHouseUnreachableError(url, error);
  }
}
