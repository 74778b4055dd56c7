import type { Command } from "commander";
import type { RequestParameters } from "./server-connection.ts";

/** Values of the flags that every question shares. */
export interface FilterFlags {
  readonly last?: string;
  readonly from?: string;
  readonly to?: string;
  readonly model?: readonly string[];
  readonly provider?: readonly string[];
  readonly user?: readonly string[];
  readonly session?: readonly string[];
  readonly queryType?: readonly string[];
  readonly service?: readonly string[];
  readonly environment?: readonly string[];
  readonly kind?: readonly string[];
  readonly status?: readonly string[];
  readonly errorClass?: readonly string[];
  readonly tag?: readonly string[];
  readonly metadata?: readonly string[];
}

/** Flags by which questions are filtered, each repeatable for alternatives. */
const DIMENSION_FLAGS: readonly (readonly [flag: string, about: string])[] = [
  ["--model <model...>", "only these models"],
  ["--provider <provider...>", "only these providers"],
  ["--user <user...>", "only these users"],
  ["--session <session...>", "only these sessions"],
  ["--query-type <type...>", "only these query types"],
  ["--service <service...>", "only these services"],
  ["--environment <environment...>", "only these environments"],
  ["--kind <kind...>", "only these kinds: llm, embedding, tool, retriever, chain, agent, other"],
  ["--status <status...>", "only these outcomes: ok, error, cancelled, abandoned, blocked"],
  ["--error-class <class...>", "only these classes of errors, such as rate_limit"],
  ["--tag <tag...>", "only spans with one of these tags"],
  ["--metadata <key=value...>", "only spans with this metadata"],
];

/** Adds the filters that every question takes. */
export function withFilterFlags(command: Command): Command {
  for (const [flag, about] of DIMENSION_FLAGS) command.option(flag, about);
  return command;
}

/** Adds the range of time that a question is about. */
export function withRangeFlags(command: Command, last = "24h"): Command {
  return command
    .option("--last <duration>", `the time up to now: 15m, 24h, 7d (default ${last})`)
    .option("--from <time>", "start, as ISO 8601 or now-7d; instead of --last")
    .option("--to <time>", "end, as ISO 8601 or now");
}

/** The request parameters of the filters. */
export function filterParametersOf(flags: FilterFlags): RequestParameters {
  const { model, provider, user, session, queryType, service, environment } = flags;
  const { kind, status, errorClass, tag, metadata } = flags;
  return {
    ...{ model, provider, user, session, queryType, service, environment },
    ...{ kind, status, errorClass, tag, metadata },
  };
}

/** The request parameters of the range: `last` stands for "from then until now". */
export function rangeParametersOf({ last, from, to }: FilterFlags, usualLast = "24h"): RequestParameters {
  return { from: from ?? `now-${last ?? usualLast}`, to };
}
