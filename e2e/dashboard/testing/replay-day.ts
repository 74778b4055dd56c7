import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const PROGRAM = fileURLToPath(import.meta.resolve("@breakwater/server/cli/breakwater"));

/** Who runs away in the made-up day, and with which model. */
export const RUNAWAY = { user: "user_042", model: "claude-opus-4-1" } as const;

/** Fills a server with the made-up day of `breakwater replay`, which ends now unless a flag says otherwise. */
export async function replayDay(url: string, flags: readonly string[] = []): Promise<void> {
  await run(process.execPath, [PROGRAM, "replay", "--url", url, ...flags]);
}
