import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { isFileSystemError } from "../config/is-file-system-error.ts";
import { type FlagSetting, type LoadedConfig, loadConfig } from "../config/load-config.ts";

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

/** What was given on the command line: flags by their names in camel case, and `config`. */
export type ConfigFlags = Readonly<Record<string, string>>;

/** Values of {@link withPlaceFlags}. */
export interface PlaceFlags {
  readonly config?: string | undefined;
  readonly data?: string | undefined;
}

/** Adds the flags that stand for settings, and the one that names the file. */
export function withConfigFlags(command: Command): Command {
  command.option("--config <file>", "settings (default breakwater.yaml, if there is one)");
  for (const [flag, argument, , about] of FLAGS) command.option(`${flag} ${argument}`, about);
  return command;
}

/** The configuration from flags, variables and file. @throws ConfigError */
export function configOf({ config: file, ...given }: ConfigFlags): LoadedConfig {
  const flags = FLAGS.flatMap(([flag, , path]): FlagSetting[] => {
    const name = flag.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const value = given[name];
    return value === undefined ? [] : [{ flag, path, value }];
  });
  return loadConfig({ flags, environment: process.env, directory: process.cwd(), file, readFile });
}

/** Adds the flags of commands that work where a server's data is. */
export function withPlaceFlags(command: Command): Command {
  return command
    .option("--config <file>", "settings (default breakwater.yaml, if there is one)")
    .option("--data <directory>", "the server's data directory (default: as configured, else .breakwater)");
}

/** The configuration of the place that {@link withPlaceFlags} name. @throws ConfigError */
export function placeOf({ config, data }: PlaceFlags): LoadedConfig {
  return configOf({ ...(config !== undefined && { config }), ...(data !== undefined && { data }) });
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isFileSystemError(error, "ENOENT")) return undefined;
    throw error;
  }
}
