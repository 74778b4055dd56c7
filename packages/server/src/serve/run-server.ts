import { createServerLog } from "../about/server-log.ts";
import type { LoadedConfig } from "../config/load-config.ts";
import type { Settings } from "../config/settings-schema.ts";
import { openEmbeddedEngine } from "../storage/embedded-engine.ts";
import { engineLimits, thisMachine } from "../storage/engine-limits.ts";
import { reachServerEngine } from "../storage/server-engine.ts";
import { type RunningServer, startServer } from "./start-server.ts";
import { createSystemClock } from "./system-clock.ts";
import { untilStopped } from "./until-stopped.ts";

/** Runs a server until a signal ends it. @throws what `startServer` throws, as a rejection; ConfigError */
export async function runServer(loadAgain: () => LoadedConfig): Promise<void> {
  const { settings, file } = loadAgain();
  const log = createServerLog(settings.log, process.stderr);
  await untilStopped({
    log,
    deadlineMs: () => settings.shutdown.deadline,
    start: async () => {
      const server = await startServer({ openEngine, settings, clock: createSystemClock(), log });
      announce(server, file);
      return server;
    },
    loadSettings: () => loadAgain().settings,
  });
}

async function openEngine({ clickhouse, data, engine }: Settings) {
  const { url, sharding } = clickhouse;
  return url === undefined
    ? openEmbeddedEngine(data, engineLimits(engine, thisMachine()))
    : reachServerEngine(url, { isSharded: sharding });
}

function announce(
  { repairedBuckets, otlpUrl, grpcUrl, uiUrl }: RunningServer,
  file: string | undefined,
): void {
  const repaired = `The last run ended without closing: ${repairedBuckets} sums were made anew.\n`;
  process.stdout.write(
    `${repairedBuckets > 0 ? repaired : ""}${file === undefined ? "" : `Settings: ${file}\n`}` +
      `Breakwater listens on ${otlpUrl} (OTLP over HTTP) and ${grpcUrl} (OTLP over gRPC)\n` +
      `API: ${uiUrl}/api/v1/openapi.json\n\n` +
      "Point an app at it, with Breakwater's SDK:\n" +
      `  createMonitor({ server: { url: "${uiUrl}" } })   or   BREAKWATER_SERVER_URL=${uiUrl}\n` +
      "with any OpenTelemetry SDK:\n" +
      `  OTEL_EXPORTER_OTLP_ENDPOINT=${otlpUrl}\n` +
      "or load journals from before:\n" +
      `  breakwater import --url ${uiUrl} FILE...\n`,
  );
}
