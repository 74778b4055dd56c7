import { join } from "node:path";
import { createMonitor, type Monitor } from "../../packages/sdk/dist/index.js";
import { nanosecondsEach } from "./nanoseconds-each.ts";

const STEPS = 50_000;

/** What a journal adds to a step that starts and ends (one line), in nanoseconds: with one, less without. */
export async function journalCost(folder: string): Promise<{ lineNs: number }> {
  const without = createMonitor();
  const journaled = createMonitor({ logFile: join(folder, "lines.jsonl") });
  for (const monitor of [without, journaled]) takeSteps(monitor);
  const lineNs = nanosecondsEach(STEPS, () => takeSteps(journaled));
  const plainNs = nanosecondsEach(STEPS, () => takeSteps(without));
  await Promise.all([without.close(), journaled.close()]);
  return { lineNs: lineNs - plainNs };
}

function takeSteps({ handler }: Monitor): void {
  for (let index = 0; index < STEPS; index += 1) {
    const id = `01935b2c-7a51-7000-8000-${index.toString(16).padStart(12, "0")}`;
    handler.handleToolStart({ name: "search" }, "", id, undefined, ["production"], { userId: "user_1" });
    handler.handleToolEnd("", id);
  }
}
