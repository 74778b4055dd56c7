import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const BENCH = import.meta.dirname;
const ROOT = join(BENCH, "..");

/** Installs the peers' packages, which a plain clone does without. @throws Error when npm fails. */
export function installPeers(): void {
  if (isInstalled()) return;
  console.error("Set-up: installing the peers to compare with (once).");
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], BENCH);
}

/** Builds what is published, and measured. @throws Error when the build fails. */
export function buildPackage(): void {
  run(process.execPath, [join("scripts", "build.ts")], ROOT);
}

function isInstalled(): boolean {
  const wanted: { dependencies: Record<string, string> } = readJson(join(BENCH, "package.json"));
  return Object.entries(wanted.dependencies).every(([name, version]) => {
    const manifest = join(BENCH, "node_modules", name, "package.json");
    return existsSync(manifest) && readJson<{ version: string }>(manifest).version === version;
  });
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, "utf8"));
}

function run(command: string, commandArguments: readonly string[], cwd: string): void {
  const { status } = spawnSync(command, commandArguments, {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`${command} ${commandArguments.join(" ")} failed with ${status}.`);
}
