import type { OptionProblem } from "../options/invalid-options-error.ts";
import { shapeProblems } from "../options/read-options.ts";
import {
  OPTION_VARIABLES,
  type OptionVariable,
  VARIABLE_NAMES,
  type VariableKind,
} from "./environment-variables.ts";
import { nearestName } from "./nearest-name.ts";
import { registrationShape } from "./registration-shape.ts";
import type { Environment } from "./start-settings.ts";

/** Options in the shape of the config file, not checked yet. */
export type LooseOptions = Readonly<Record<string, unknown>>;

/** What the variables of a process say. */
export interface EnvironmentOptions {
  readonly options: LooseOptions;
  /** Each names its variable. */
  readonly problems: readonly OptionProblem[];
  /** Variables that begin like ours and are none, in words. */
  readonly warnings: readonly string[];
}

/** Reads the options that are given as variables. An empty variable counts as none. */
export function environmentOptions(env: Environment): EnvironmentOptions {
  const options: Record<string, unknown> = {};
  for (const variable of OPTION_VARIABLES) {
    const text = env[variable.name];
    if (text) placeAt(options, variable, VALUE_OF[variable.kind](text.trim()));
  }
  return {
    options,
    problems: shapeProblems(registrationShape, options).map(namingVariable),
    warnings: Object.keys(env)
      .filter((name) => name.startsWith("BREAKWATER_") && !VARIABLE_NAMES.includes(name))
      .map(unknownText),
  };
}

const VALUE_OF: Readonly<Record<VariableKind, (text: string) => unknown>> = {
  text: (text) => text,
  number: numberOrText,
  payloads: (text) => {
    const value = numberOrText(text);
    return typeof value === "number" ? { sampleRate: value } : value;
  },
  hosts: hostsOf,
};

/** What is no number stays a text, for the schema to complain of. */
function numberOrText(text: string): number | string {
  const value = Number(text);
  return text === "" || Number.isNaN(value) ? text : value;
}

/** `llm.internal:8000=openai,10.0.0.7=anthropic`; a pair that is none stays a text, for the schema to complain of. */
function hostsOf(text: string): unknown {
  const pairs = text.split(",").map((pair) => pair.trim().split("="));
  const isPairs = pairs.every((pair) => pair.length === 2);
  return isPairs ? Object.fromEntries(pairs.map(([host = "", provider = ""]) => [host, provider])) : text;
}

function placeAt(options: Record<string, unknown>, { option }: OptionVariable, value: unknown): void {
  const [outer = "", inner] = option.split(".");
  const around = options[outer];
  options[outer] =
    inner === undefined ? value : { ...(typeof around === "object" && around), [inner]: value };
}

function namingVariable(problem: OptionProblem): OptionProblem {
  const { option } = problem;
  const variable = OPTION_VARIABLES.find(
    (known) => option === known.option || option.startsWith(`${known.option}.`),
  );
  return { ...problem, option: variable?.name ?? option };
}

function unknownText(name: string): string {
  const nearest = nearestName(name, VARIABLE_NAMES);
  const advice = nearest === undefined ? "See docs/register.md for those it knows." : `Is it ${nearest}?`;
  return `${name} is no variable of Breakwater and was not read. ${advice}`;
}
