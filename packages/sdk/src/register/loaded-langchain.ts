import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { property } from "@breakwater/core/usage/untyped";
import { exportsOf, isManagerFile } from "./langchain-loading.ts";

/**
 * Finds the copies of LangChain that were loaded before the registration, when the application imports it itself: all
 * CommonJS ones, and the ES module that the application would load. A process started with the registration has none.
 */
export function watchLoadedLangChain(onLoaded: (loaded: unknown) => void): void {
  const { cache } = createRequire(import.meta.url);
  for (const [file, loaded] of Object.entries(cache)) if (isManagerFile(file)) onLoaded(loaded?.exports);
  if (isPreloaded()) return;
  const file = managerOfApplication();
  if (file === undefined) return;
  const loaded = exportsOf(file);
  if (property(loaded, "CallbackManager") !== undefined) onLoaded(loaded);
  // Node 22 cannot hand out at once a module that waits to be run; it can a moment later.
  else import(pathToFileURL(file).href).then(onLoaded, () => {});
}

/** Whether a flag of Node names the registration, by its subpath or by its file. */
function isPreloaded(): boolean {
  const flags = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].join(" ");
  return /breakwater\/register\b|[\\/]dist[\\/]register\.c?js\b/.test(flags);
}

/** The ES module beside the CommonJS file that the application's `require` finds. */
function managerOfApplication(): string | undefined {
  try {
    const program = process.argv[1] ?? join(process.cwd(), "program");
    const file = createRequire(program).resolve("@langchain/core/callbacks/manager");
    return isManagerFile(file) ? file.replace(/\.cjs$/, ".js") : undefined;
  } catch {
    // LangChain is not installed.
    return undefined;
  }
}
