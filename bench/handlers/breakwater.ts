import { join } from "node:path";
import { createMonitor } from "../../packages/sdk/dist/index.js";
import { callContext } from "../workload/call-context.ts";
import type { Attachment, Surroundings } from "./attachment.ts";

/** Breakwater as built for publishing: priced, checked against a daily and a per-user budget, journaled to a file. */
export async function attach({ folder }: Surroundings): Promise<Attachment> {
  const monitor = createMonitor({
    dailyBudgetUsd: 1_000_000,
    budgets: [{ name: "user", limitUsd: 10_000, per: ["userId"] }],
    logFile: join(folder, "production.jsonl"),
  });
  return {
    configOf: (index) => monitor.runnableConfig(callContext(index)),
    drain: async () => void (await monitor.flush()),
  };
}
