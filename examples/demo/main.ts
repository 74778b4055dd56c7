// The main job, offline: node examples/demo/main.ts. With --live and a key in the environment, a few real calls.
import { isWatched, listenForInterruption } from "./interruption.ts";
import { runLiveDemo } from "./live-demo.ts";
import { runOfflineDemo } from "./offline-demo.ts";

const DEADLINE_MS = 120_000;

const deadline = setTimeout(() => {
  process.stderr.write(
    `Demo: not at its end after ${DEADLINE_MS / 1000} s; something it waits for never came.\n`,
  );
  process.exit(1);
}, DEADLINE_MS);

const interruption = listenForInterruption();
const stay = async () => {
  clearTimeout(deadline);
  await interruption.next();
};
try {
  const isLive = process.argv.includes("--live");
  process.exitCode = await (isLive ? runLiveDemo() : runOfflineDemo(isWatched(process) ? stay : undefined));
} catch (error) {
  process.stderr.write(`Demo: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
} finally {
  clearTimeout(deadline);
}
