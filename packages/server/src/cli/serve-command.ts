import { readFileSync } from "node:fs";
import { Command } from "commander";
import { createServerLog } from "../about/server-log.ts";
import { isFileSystemError } from "../config/is-file-system-error.ts";
import { type FlagSetting, type LoadedConfig, loadConfig } from "../config/load-config.ts";
import type { Settings } from "../config/settings-schema.ts";
import { type RunningServer, startServer } from "../serve/start-server.ts";
import { createSystemClock } from "../serve/system-clock.ts";
import { untilStopped } from "../serve/until-stopped.ts";
import { openEmbeddedEngine } from "../storage/embedded-engine.ts";
import { engineLimits, thisMachine } from "../storage/engine-limits.ts";
import { openServerEngine } from "../storage/server-engine.ts";

/** Flags, and the settings they stand for. */
const FLAGS: readonly (readonly [flag: string, argument: string, path: readonly string[], about: string])[] =
  [
    ["--data", "<directory>", ["data"], "where data, keys and the audit log are (default .breakwater)"],
    [
      "--clickhouse",
      "<url>",
      ["clickhouse", "url"],
      "a ClickHouse server instead: http://user:password@host:8123/db",
    ],
    ["--host", "<address>", ["host"], "address to listen on (default 127.0.0.1)"],
    ["--otlp-port", "<port>", ["ports", "otlp"], "OTLP over HTTP, and our own records (default 4318)"],
    ["--grpc-port", "<port>", ["ports", "grpc"], "OTLP over gRPC (default 4317)"],
    ["--ui-port", "<port>", ["ports", "ui"], "the API and the dashboard (default 7077)"],
    ["--log-level", "<level>", ["log", "level"], "debug, info, warn, error or silent (default info)"],
  ];

/** `breakwater serve`: one process that takes spans and stores them. */
export function serveCommand(): Command {
  const command = new Command("serve")
    .description("Take spans over OTLP and store them.")
    .option("--config <file>", "settings (default breakwater.yaml, if there is one)");
  for (const [flag, argument, , about] of FLAGS) command.option(`${flag} ${argument}`, about);
  return command.action(({ config, ...flags }: Record<string, string>) => serve(() => load(config, flags)));
}

function load(file: string | undefined, given: Readonly<Record<string, string>>): LoadedConfig {
  const flags = FLAGS.flatMap(([flag, , path]): FlagSetting[] => {
    const name = flag.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const value = given[name];
    return value === undefined ? [] : [{ flag, path, value }];
  });
  return loadConfig({ flags, environment: process.env, directory: process.cwd(), file, readFile });
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isFileSystemError(error, "ENOENT")) return undefined;
    throw error;
  }
}

async function serve(loadAgain: () => LoadedConfig): Promise<void> {
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
  return clickhouse.url === undefined
    ? openEmbeddedEngine(data, engineLimits(engine, thisMachine()))
    : openServerEngine(clickhouse.url, { isSharded: clickhouse.sharding });
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
