import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, extname, resolve } from "node:path";
import { property } from "@breakwater/core/usage/untyped";
import { START_VARIABLES } from "../config/environment-variables.ts";
import { type ConfigFile, WHERE } from "../config/registration-config.ts";
import { errorCode } from "../journal/file-access.ts";
import { InvalidOptionsError } from "../options/invalid-options-error.ts";

const DEFAULT_FILE = "breakwater.config.json";

/**
 * The config file that is named, else `breakwater.config.json` of the working directory when there is one. JSON, or a
 * module that exports `options`.
 * @throws InvalidOptionsError when a named file cannot be read, or a file cannot be understood.
 */
export function readConfigFile(named: string | undefined): ConfigFile | undefined {
  const path = resolve(named ?? DEFAULT_FILE);
  try {
    const content = extname(path) === ".json" ? JSON.parse(readFileSync(path, "utf8")) : moduleOptions(path);
    return { path: basename(path), content };
  } catch (error) {
    if (named === undefined && errorCode(error) === "ENOENT") return undefined;
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    const option = named === undefined ? DEFAULT_FILE : `${START_VARIABLES.config}=${named}`;
    throw new InvalidOptionsError(WHERE, [
      { option, expected: "a readable config file", found: reason ?? "none" },
    ]);
  }
}

function moduleOptions(path: string): unknown {
  const options = property(createRequire(path)(path), "options");
  if (options === undefined) throw new Error("a module that does not export `options`");
  return options;
}
