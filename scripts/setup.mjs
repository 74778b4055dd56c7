// @ts-check
// Usage: node scripts/setup.mjs [script.ts arguments...]
//
// Makes a fresh clone ready (npm ci, once, and again when the lockfile changed), then runs the script under the pinned
// Node of node_modules. The script is run from here, not after `&&`: the shell remembers where it found `node` the
// first time, and would run the second command with the machine's Node again.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findInstallReason, findVersionProblem, withoutLocalBinaries } from "./install-state.mjs";
import { relaySignals } from "./relay-signals.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isWindows = process.platform === "win32";
const pinnedNode = join(root, "node_modules", "node", "bin", isWindows ? "node.exe" : "node");
const environment = { ...process.env, PATH: withoutLocalBinaries(process.env.PATH ?? "", delimiter) };

prepare();
const [script, ...scriptArguments] = process.argv.slice(2);
if (script !== undefined) process.exitCode = await runPinned(script, scriptArguments);

function prepare() {
  const reason = findInstallReason(
    readLockfile("package-lock.json") ?? {},
    readLockfile(join("node_modules", ".package-lock.json")),
  );
  if (reason === undefined && existsSync(pinnedNode)) return;
  const problem = findVersionProblem({ node: process.version, npm: npmVersion() });
  if (problem !== undefined) stop(problem);
  console.log(`Set-up: ${reason ?? "the pinned Node is missing"}; running npm ci (about a minute, once).`);
  const started = Date.now();
  const { status } = npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"], "inherit");
  if (status !== 0)
    stop("npm ci failed (see above). Without a network or a filled npm cache it cannot work.");
  if (!existsSync(pinnedNode)) {
    stop(
      "npm did not install the pinned Node: install scripts are off. Run: npm rebuild node --ignore-scripts=false",
    );
  }
  console.log(`Set-up: done in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/**
 * @param {string} file
 * @param {string[]} fileArguments
 */
async function runPinned(file, fileArguments) {
  const binaries = join(root, "node_modules", ".bin");
  const child = spawn(pinnedNode, [file, ...fileArguments], {
    stdio: "inherit",
    env: {
      // Every process that it starts takes our TypeScript from here with its types cut out already: a server starts in
      // half the time, and has no need of what cuts them out, which takes more than 10 MB.
      NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "node"),
      ...environment,
      PATH: `${binaries}${delimiter}${environment.PATH}`,
    },
  });
  relaySignals(child);
  const [code] = await once(child, "close");
  return code ?? 1;
}

/** @param {string} path relative to the root */
function readLockfile(path) {
  const file = join(root, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

function npmVersion() {
  const byAgent = /\bnpm\/(\S+)/.exec(process.env["npm_config_user_agent"] ?? "")?.[1];
  if (byAgent !== undefined) return byAgent;
  const { status, stdout } = npm(["--version"], "pipe");
  return status === 0 ? String(stdout).trim() : undefined;
}

/**
 * @param {string[]} npmArguments
 * @param {"inherit" | "pipe"} stdio
 */
function npm(npmArguments, stdio) {
  return spawnSync("npm", npmArguments, { cwd: root, stdio, env: environment, shell: isWindows });
}

/**
 * @param {string} problem
 * @returns {never}
 */
function stop(problem) {
  console.error(`Set-up: ${problem}`);
  process.exit(1);
}
