import { Command } from "commander";
import { startServer } from "../serve/start-server.ts";
import { createSystemClock } from "../serve/system-clock.ts";
import { openEmbeddedEngine } from "../storage/embedded-engine.ts";
import { openServerEngine } from "../storage/server-engine.ts";

interface ServeFlags {
  readonly data: string;
  readonly clickhouse?: string;
  readonly host: string;
  readonly otlpPort: string;
  readonly grpcPort: string;
  readonly uiPort: string;
}

/** `breakwater serve`: one process that takes spans and stores them. */
export function serveCommand(): Command {
  return new Command("serve")
    .description("Take spans over OTLP and store them.")
    .option("--data <directory>", "where the embedded engine keeps its data", ".breakwater")
    .option("--clickhouse <url>", "use a ClickHouse server instead: http://user:password@host:8123/database")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--otlp-port <port>", "OTLP over HTTP, and our own records", "4318")
    .option("--grpc-port <port>", "OTLP over gRPC", "4317")
    .option("--ui-port <port>", "the API and the dashboard", "7077")
    .action(serve);
}

async function serve({ data, clickhouse, host, ...ports }: ServeFlags): Promise<void> {
  const engine = clickhouse === undefined ? await openEmbeddedEngine(data) : openServerEngine(clickhouse);
  const settings = {
    host,
    otlpPort: Number(ports.otlpPort),
    grpcPort: Number(ports.grpcPort),
    uiPort: Number(ports.uiPort),
    maxPayloadLength: 10_000,
  };
  const server = await startServer(engine, settings, createSystemClock());
  if (server.repairedBuckets > 0) {
    process.stdout.write(
      `The last run ended without closing: ${server.repairedBuckets} sums were made anew.\n`,
    );
  }
  process.stdout.write(
    `Breakwater listens on ${server.otlpUrl}\n` +
      `Point an app at it: OTEL_EXPORTER_OTLP_ENDPOINT=${server.otlpUrl}\n` +
      `OTLP over gRPC: ${server.grpcUrl}\n` +
      `API: ${server.uiUrl}/api/v1/openapi.json\n`,
  );
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await server.close();
}
