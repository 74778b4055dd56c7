import { spawn } from "node:child_process";
import { relaySignals } from "./relay-signals.mjs";
import { REPO_ROOT } from "./repo-files.ts";

/** How a command ended. */
export interface CommandResult {
  readonly isOk: boolean;
  /** What it printed on both streams, in the order it came; empty when it was shown live. */
  readonly output: string;
}

/** A program and its arguments; names without a folder are looked up on the PATH, node_modules/.bin included. */
export type Command = readonly [program: string, ...programArguments: string[]];

/**
 * Runs a command in the repository's root. `live` shows its output as it comes and leaves Ctrl-C to it, otherwise the
 * output is collected.
 */
export function runCommand(
  [program, ...programArguments]: Command,
  mode: "live" | "collect",
): Promise<CommandResult> {
  const child = spawn(program, programArguments, {
    cwd: REPO_ROOT,
    stdio: mode === "live" ? "inherit" : ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
    // Collected output is read in logs too, where colour codes are noise.
    env: mode === "live" ? process.env : { ...process.env, NO_COLOR: "1" },
  });
  if (mode === "live") relaySignals(child);
  let output = "";
  const collect = (chunk: Buffer) => {
    output += chunk.toString("utf8");
  };
  child.stdout?.on("data", collect);
  child.stderr?.on("data", collect);
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ isOk: false, output: `${output}${error.message}\n` }));
    child.on("close", (code) => resolve({ isOk: code === 0, output }));
  });
}
