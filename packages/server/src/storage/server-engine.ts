import { ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { ClickHouseClientEngine } from "./clickhouse-client-engine.ts";
import type { SqlEngine } from "./sql-engine.ts";

/** Opens a ClickHouse server or cluster by URL: `http://user:password@host:8123/database`. */
export function openServerEngine(url: string): SqlEngine {
  return new ClickHouseClientEngine(
    createClient({
      url,
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
      },
    }),
  );
}
