import { createRequire, type ResolveFnOutput, type ResolveHookContext, registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { REGISTERED_NAME } from "./registered.ts";

/** The file of LangChain that holds its callback manager, in every release of @langchain/core 1.x. */
const MANAGER_FILE = /\/@langchain\/core\/dist\/callbacks\/manager\.(js|cjs)$/;

/**
 * Has every copy of LangChain's callback manager seen as it is loaded, before anyone can use it.
 *
 * Only the resolving of modules is hooked, not their loading: on Node 22.15 a hook on loading, even one that does
 * nothing, takes `require.cache` from CommonJS modules that ES modules import, and beside asynchronous hooks (tsx,
 * OpenTelemetry) it ends the process (https://github.com/nodejs/node/issues/57327). So the CommonJS file is loaded as
 * it is found, a moment before `require` would; the ES module is found through a module of one line that hands it on.
 */
export function watchLangChainLoading(onLoaded: (loaded: unknown) => void): void {
  const required = new Set<string>();
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      const file = pathPart(resolved.url);
      const format = MANAGER_FILE.exec(file)?.[1];
      if (format === "js") return handedOn(resolved, context);
      if (format === "cjs" && !required.has(file)) {
        required.add(file);
        onLoaded(exportsOf(fileURLToPath(file)));
      }
      return resolved;
    },
  });
}

/** Whether a path or URL is that of LangChain's callback manager. */
export function isManagerFile(path: string): boolean {
  return MANAGER_FILE.test(path.replaceAll("\\", "/"));
}

/** The exports of a file, loaded now if need be; undefined when it throws: whoever asked for it meets the same error. */
export function exportsOf(file: string): unknown {
  try {
    return createRequire(file)(file);
  } catch {
    return undefined;
  }
}

function handedOn(resolved: ResolveFnOutput, { parentURL = "", conditions }: ResolveHookContext) {
  const isOurs = parentURL.startsWith("data:");
  // Other tools put modules of their own around it, under the same path (import-in-the-middle).
  const isItself = pathPart(parentURL) === pathPart(resolved.url);
  // `require` cannot load what stands in for it.
  if (isOurs || isItself || conditions.includes("require")) return resolved;
  return { url: handingOn(resolved.url), format: "module", shortCircuit: true };
}

/** A module that exports what `url` does, and has shown it to the registration before. */
function handingOn(url: string): string {
  const name = JSON.stringify(REGISTERED_NAME);
  const target = JSON.stringify(url);
  const source = [
    `import * as loaded from ${target};`,
    `globalThis[Symbol.for(${name})]?.onCallbackManager(loaded);`,
    `export * from ${target};`,
  ];
  return `data:text/javascript,${encodeURIComponent(source.join("\n"))}`;
}

function pathPart(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? "";
}
