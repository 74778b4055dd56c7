import { resolve } from "node:path";
import { redactSecrets, redactUrl } from "@breakwater/core/redact/secrets";
import { parse } from "yaml";
import type { core } from "zod";
import { ConfigError, type ConfigProblem } from "./config-error.ts";
import { type ConfigFile, readConfigFile } from "./config-file.ts";
import { nearestName } from "./nearest-name.ts";
import { isOtherVariable } from "./other-variables.ts";
import {
  type SettingPath,
  type Settings,
  settingDefaults,
  settingPaths,
  settingsSchema,
} from "./settings-schema.ts";

/** Name of the file that is read from the working directory when no other is named. */
const DEFAULT_FILE = "breakwater.yaml";

/** A setting that was given on the command line. */
export interface FlagSetting {
  readonly flag: string;
  readonly path: SettingPath;
  readonly value: unknown;
}

/** Where settings come from; later ones win: defaults, file, variables, flags. */
export interface ConfigSources {
  readonly flags: readonly FlagSetting[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
  /** `--config`, or `BREAKWATER_CONFIG`; must exist then. */
  readonly file?: string | undefined;
  /** Undefined when there is no such file. */
  readFile(path: string): string | undefined;
}

/** A setting as it is in force. */
export interface ExplainedSetting {
  readonly name: string;
  /** As one would write it; secrets are not shown. Empty for one that is not set. */
  readonly value: string;
  /** A flag, a variable, a file and line, or `default`. */
  readonly source: string;
}

/** Settings, and the file they came from. */
export interface LoadedConfig {
  readonly settings: Settings;
  /** Undefined when there was none. */
  readonly file: string | undefined;
  /** Every setting with its value and where that was said. */
  explain(): readonly ExplainedSetting[];
}

/**
 * Reads the configuration from all its sources.
 * @throws ConfigError naming every wrong setting: where it was given, what was expected, what was found.
 */
export function loadConfig(sources: ConfigSources): LoadedConfig {
  const file = openFile(sources);
  const given = [...environmentSettings(sources.environment), ...sources.flags];
  const tree = withoutNulls(file?.values ?? {});
  if (!isTree(tree)) {
    const source = file?.path ?? DEFAULT_FILE;
    throw new ConfigError([{ path: "", source, expected: "settings by name", found: shown(tree, []) }]);
  }
  for (const { path, value } of given) put(tree, path, value);
  const result = settingsSchema.safeParse(tree);
  const context = { tree, given, file };
  const problems = [
    ...unknownVariables(sources.environment),
    ...(result.error?.issues ?? []).flatMap((issue) => problemsOf(issue, context)),
  ];
  if (!result.success || problems.length > 0) throw new ConfigError(problems);
  return { settings: result.data, file: file?.path, explain: () => explained(context) };
}

function explained(context: ProblemContext): readonly ExplainedSetting[] {
  const defaults = settingDefaults();
  return settingPaths().map((path) => {
    const name = path.join(".");
    const told = valueAt(context.tree, path);
    const value = told ?? defaults.get(name);
    const source = told === undefined ? "default" : sourceOf(path, context);
    return { name, value: value === undefined ? "" : clear(value, path), source };
  });
}

/** Name of the variable that sets a setting: `ports.otlp` is `BREAKWATER_PORTS_OTLP`. */
function variableOf(path: SettingPath): string {
  const words = path.map((key) => String(key).replace(/[A-Z]/g, (letter) => `_${letter}`));
  return `BREAKWATER_${words.join("_").toUpperCase()}`;
}

function openFile({ file, environment, directory, readFile }: ConfigSources): ConfigFile | undefined {
  const named = file ?? environment["BREAKWATER_CONFIG"];
  const path = resolve(directory, named ?? DEFAULT_FILE);
  const content = readFile(path);
  if (content !== undefined) return readConfigFile(path, content);
  if (named === undefined) return undefined;
  throw new ConfigError([{ path: "", source: path, expected: "a readable file", found: "none" }]);
}

function environmentSettings(environment: ConfigSources["environment"]): readonly FlagSetting[] {
  return settingPaths().flatMap((path) => {
    const name = variableOf(path);
    const value = environment[name];
    if (value === undefined || value === "") return [];
    return [{ flag: name, path, value: /^\s*[[{]/.test(value) ? parsed(value) : value }];
  });
}

/** Variables that look like settings and are none. */
function unknownVariables(environment: ConfigSources["environment"]): readonly ConfigProblem[] {
  const known = settingPaths().map(variableOf);
  const unknown = Object.keys(environment).filter(
    (name) => name.startsWith("BREAKWATER_") && !known.includes(name) && !isOtherVariable(name),
  );
  return unknown.map((name) => {
    const near = nearestName(name, known);
    const hint = near === undefined ? "" : `; did you mean ${near}?`;
    return {
      path: "",
      source: name,
      expected: "a variable of a known setting",
      found: `an unknown one${hint}`,
    };
  });
}

/** Lists and groups are written as JSON in a variable. */
function parsed(value: string): unknown {
  try {
    return parse(value);
  } catch {
    return value;
  }
}

type Tree = Record<string, unknown>;

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A setting without a value (`clickhouse:`) is one that was not given. */
function withoutNulls(value: unknown): unknown {
  if (!isTree(value)) return value ?? {};
  const given = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(given.map(([key, inner]) => [key, isTree(inner) ? withoutNulls(inner) : inner]));
}

function put(tree: Tree, [key, ...rest]: SettingPath, value: unknown): void {
  if (key === undefined) return;
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const inner = tree[key];
  const next: Tree = isTree(inner) ? inner : {};
  tree[key] = next;
  put(next, rest, value);
}

interface ProblemContext {
  readonly tree: Tree;
  readonly given: readonly FlagSetting[];
  readonly file: ConfigFile | undefined;
}

function problemsOf(issue: core.$ZodIssue, context: ProblemContext): readonly ConfigProblem[] {
  const path = issue.path.map((key) => (typeof key === "symbol" ? String(key) : key));
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey([...path, key], context));
  }
  const expected =
    issue.code === "invalid_type" && issue.expected === "object" ? "settings by name" : issue.message;
  return [
    {
      path: path.join("."),
      source: sourceOf(path, context),
      expected: issue.code === "invalid_type" && issue.expected === "array" ? "a list" : expected,
      found: shown(valueAt(context.tree, path), path),
    },
  ];
}

function unknownKey(path: SettingPath, context: ProblemContext): ConfigProblem {
  const name = path.join(".");
  const near = nearestName(name, namesBeside(path));
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  return {
    path: name,
    source: sourceOf(path, context),
    expected: "a known setting",
    found: `an unknown one${hint}`,
  };
}

/** Settings and groups of settings that stand as deep as the unknown one. */
function namesBeside({ length }: SettingPath): readonly string[] {
  return [...new Set(settingPaths().map((path) => path.slice(0, length).join(".")))];
}

function sourceOf(path: SettingPath, { given, file }: ProblemContext): string {
  const name = path.join(".");
  const override = given.findLast(
    ({ path: set }) => name === set.join(".") || name.startsWith(`${set.join(".")}.`),
  );
  if (override !== undefined) return override.flag;
  return file === undefined ? "default" : `${file.path}, line ${file.lineOf(path)}`;
}

function valueAt(tree: unknown, path: SettingPath): unknown {
  return path.reduce(
    (value: unknown, key) => (Object(value) === value ? Reflect.get(Object(value), key) : undefined),
    tree,
  );
}

/** Settings whose values are never shown. */
const SECRET = /key|password|secret|token|headers/i;
const LONGEST_SHOWN = 60;

function isSecret(path: SettingPath): boolean {
  return SECRET.test(String(path.at(-1)));
}

/** A value that is right, whole, without secrets. */
function clear(value: unknown, path: SettingPath): string {
  if (isSecret(path)) return "(set; not shown)";
  if (typeof value === "string") return redactUrl(redactSecrets(value));
  return redactSecrets(JSON.stringify(value) ?? "");
}

function shown(value: unknown, path: SettingPath): string {
  if (value === undefined) return "nothing";
  if (isSecret(path)) return "a secret that does not fit (not shown)";
  const text =
    JSON.stringify(typeof value === "string" ? redactUrl(redactSecrets(value)) : value) ?? "nothing";
  const clean = redactSecrets(text);
  return clean.length > LONGEST_SHOWN ? `${clean.slice(0, LONGEST_SHOWN)}...` : clean;
}
