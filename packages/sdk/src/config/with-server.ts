import { InvalidOptionsError } from "../options/invalid-options-error.ts";
import type { MonitorOptions, ServerOptions } from "../options/monitor-options.ts";
import { optionsShape } from "../options/option-shapes.ts";
import { shapeProblems } from "../options/read-options.ts";
import type { Environment } from "./start-settings.ts";

const VARIABLES = { url: "BREAKWATER_SERVER_URL", key: "BREAKWATER_SERVER_KEY" } as const;

/**
 * Options with the server that the environment names, where they name none themselves. An empty variable counts as none.
 * @throws InvalidOptionsError when the address or key of the environment makes no sense, or a server has no address.
 */
export function withServer(options: MonitorOptions, env: Environment): MonitorOptions {
  if (options.server === false) return options;
  const url = options.server?.url ?? (env[VARIABLES.url]?.trim() || undefined);
  const key = options.server?.key ?? (env[VARIABLES.key]?.trim() || undefined);
  if (url === undefined && options.server === undefined) return options;
  const server: ServerOptions = { url, key };
  const problems = shapeProblems(optionsShape, { server }).map((problem) => ({
    ...problem,
    option: sourceOf(problem.option, options),
  }));
  if (url === undefined) problems.push({ option: "server.url", expected: "a URL", found: "nothing" });
  if (problems.length > 0) throw new InvalidOptionsError("createMonitor", problems);
  return { ...options, server };
}

function sourceOf(option: string, { server }: MonitorOptions): string {
  const given = server === false ? undefined : server;
  if (option === "server.url" && given?.url === undefined) return VARIABLES.url;
  if (option === "server.key" && given?.key === undefined) return VARIABLES.key;
  return option;
}
