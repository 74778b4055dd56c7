import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeRecord } from "@breakwater/core/record/encode-record";
import { createMonitor } from "../../packages/sdk/dist/index.js";
import { finishedRecord } from "./finished-record.ts";

const MIB = 1024 * 1024;

/** How long `createMonitor` takes to restore budgets and totals from one file of 100 MiB, in milliseconds. */
export async function restoreCost(folder: string): Promise<{ restoreMs: number; records: number }> {
  const path = join(folder, "restore.jsonl");
  const records = writeRecords(path, 100 * MIB);
  const startedAt = performance.now();
  const monitor = createMonitor({
    dailyBudgetUsd: 1_000_000,
    budgets: [{ name: "user", limitUsd: 10_000, per: ["userId"] }],
    logFile: path,
    journal: { maxFileBytes: 512 * MIB },
  });
  const restoreMs = performance.now() - startedAt;
  await monitor.close();
  return { restoreMs, records };
}

function writeRecords(path: string, bytes: number): number {
  const lineBytes = encodeRecord(finishedRecord(0, Date.now())).length + 1;
  const count = Math.floor(bytes / lineBytes);
  const startedAt = Date.now() - 60_000;
  const lines = Array.from({ length: count }, (_, index) => encodeRecord(finishedRecord(index, startedAt)));
  writeFileSync(path, `${lines.join("\n")}\n`);
  return count;
}
