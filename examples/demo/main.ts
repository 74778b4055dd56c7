// The main job, offline: node examples/demo/main.ts. With --live and a key in the environment, a few real calls.
import { runLiveDemo } from "./live-demo.ts";
import { runOfflineDemo } from "./offline-demo.ts";

const DEADLINE_MS = 120_000;

const deadline = setTimeout(() => {
  process.stderr.write(
    `Demo: not at its end after ${DEADLINE_MS / 1000} s; something it waits for never came.\n`,
  );
  process.exit(1);
}, DEADLINE_MS);

const run = process.argv.includes("--live") ? runLiveDemo : runOfflineDemo;
try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`Demo: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
} finally {
  clearTimeout(deadline);
}
