import type { OptionProblem } from "../options/invalid-options-error.ts";
import { START_VARIABLES } from "./environment-variables.ts";

/** Variables of a process, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What is decided before any option is read. */
export interface StartSettings {
  readonly isDisabled: boolean;
  /** When the options are wrong: end the process, or go on unmonitored. */
  readonly onError: "exit" | "warn";
  /** Path of the config file, when one is named. */
  readonly configFile?: string;
  readonly problems: readonly OptionProblem[];
}

const FLAGS: Readonly<Record<string, boolean>> = { "1": true, true: true, "0": false, false: false };

/** Reads the variables that say whether and from where options are read. An empty variable counts as none. */
export function startSettings(env: Environment): StartSettings {
  const { config, disabled, onError } = START_VARIABLES;
  const disabledText = env[disabled] || "false";
  const onErrorText = env[onError] || "exit";
  const configFile = env[config];
  const isDisabled = FLAGS[disabledText];
  const problems: OptionProblem[] = [];
  if (isDisabled === undefined)
    problems.push({ option: disabled, expected: '"1", "true", "0" or "false"', found: quoted(disabledText) });
  if (onErrorText !== "exit" && onErrorText !== "warn")
    problems.push({ option: onError, expected: '"exit" or "warn"', found: quoted(onErrorText) });
  return {
    isDisabled: isDisabled ?? false,
    onError: onErrorText === "warn" ? "warn" : "exit",
    ...(configFile && { configFile }),
    problems,
  };
}

function quoted(text: string): string {
  return text.length <= 40 ? JSON.stringify(text) : "a text";
}
