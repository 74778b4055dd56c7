import { InvalidOptionsError, type OptionProblem } from "../options/invalid-options-error.ts";
import type { MonitorOptions } from "../options/monitor-options.ts";
import { shapeProblems } from "../options/read-options.ts";
import { environmentOptions, type LooseOptions } from "./environment-options.ts";
import { registrationShape } from "./registration-shape.ts";
import { type Environment, startSettings } from "./start-settings.ts";

/** What the registration itself is told, beside the options of its monitor. */
export interface RegisterOptions {
  /** Further hosts to watch in the global `fetch`, with the provider whose protocol they speak. */
  readonly hosts?: Readonly<Record<string, string>> | undefined;
  /** `exit` prints the report to standard error when the process ends. Default `off`. */
  readonly report?: "off" | "exit" | undefined;
  /** Whether spans and metrics are emitted when `@opentelemetry/api` is installed. Default `on`. */
  readonly openTelemetry?: "on" | "off" | undefined;
}

/** The config of a process, checked. */
export interface RegistrationConfig {
  readonly options: MonitorOptions;
  readonly register: RegisterOptions;
  /** What was left aside, in words. */
  readonly warnings: readonly string[];
}

/** A config file as it was found. */
export interface ConfigFile {
  /** As it is named in messages. */
  readonly path: string;
  readonly content: unknown;
}

/** Named in messages. */
export const WHERE = "breakwater/register";

/** Sections of which file and variables may each set a part. */
const SECTIONS = ["journal", "server", "alerts", "register"];

/**
 * Options from file and variables; variables win.
 * @throws InvalidOptionsError naming every fault of both, by option or variable, what was expected and what was found.
 */
export function registrationConfig(env: Environment, file?: ConfigFile): RegistrationConfig {
  const fromEnvironment = environmentOptions(env);
  const problems = [
    ...startSettings(env).problems,
    ...(file === undefined ? [] : fileProblems(file)),
    ...fromEnvironment.problems,
  ];
  if (problems.length > 0) throw new InvalidOptionsError(WHERE, problems);
  // Checked by the schema above, from which these types are declared.
  const { register = {}, ...options } = merged(
    (file?.content ?? {}) as LooseOptions,
    fromEnvironment.options,
  );
  return {
    options: options as MonitorOptions,
    register: register as RegisterOptions,
    warnings: fromEnvironment.warnings,
  };
}

function fileProblems({ path, content }: ConfigFile): OptionProblem[] {
  return shapeProblems(registrationShape, content).map((problem) => ({
    ...problem,
    option: `${path}: ${problem.option}`,
  }));
}

function merged(file: LooseOptions, environment: LooseOptions): LooseOptions {
  const sections = SECTIONS.filter((name) => name in file && name in environment).map((name) => [
    name,
    { ...Object(file[name]), ...Object(environment[name]) },
  ]);
  return { ...file, ...environment, ...Object.fromEntries(sections) };
}
