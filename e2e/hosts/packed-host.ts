import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A folder outside the repository that has the package installed as npm would do it. */
export interface PackedHost {
  readonly folder: string;
  /** Runs a program of the repository's node_modules or Node itself in the folder and returns what it printed. */
  run(program: string, ...programArguments: string[]): string;
  remove(): void;
}

/**
 * Packs the SDK, unpacks the tarball and links the packages it depends on, and nothing more: `@langchain/core` is not
 * there. Needs the build, and no network.
 * @throws when the package has not been built.
 */
export function createPackedHost(): PackedHost {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-host-"));
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  const run = (program: string, ...programArguments: string[]) => runIn(folder, program, programArguments);
  const packed = run("npm", "pack", join(root, "packages", "sdk"), "--silent", "--ignore-scripts").trim();
  run("tar", "-xzf", packed);
  cpSync(join(folder, "package"), join(modules, "breakwater"), { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(join(modules, "breakwater", "package.json"), "utf8"));
  for (const name of [...Object.keys(dependencies), "@types/node"]) link(name, modules);
  cpSync(join(root, "e2e", "hosts"), folder, { recursive: true });
  return { folder, run, remove: () => rmSync(folder, { recursive: true }) };
}

function runIn(folder: string, program: string, programArguments: readonly string[]): string {
  const found = program === "node" ? process.execPath : program;
  const { status, stdout, stderr, error } = spawnSync(found, programArguments, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", NODE_PATH: "" },
  });
  if (error !== undefined) throw error;
  if (status === 0) return stdout;
  throw new Error(`${program} ${programArguments.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
}

function link(name: string, modules: string): void {
  const target = join(modules, name);
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(join(root, "node_modules", name), target, "junction");
}
