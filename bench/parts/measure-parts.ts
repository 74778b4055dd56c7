import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PartCosts } from "./parts-process.ts";

/** Measures single parts in a fresh process. @throws Error when it ends without an answer. */
export async function measureParts(): Promise<PartCosts> {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-bench-"));
  const child = fork(join(import.meta.dirname, "parts-process.ts"), [folder], {
    execArgv: ["--expose-gc", "--disable-warning=ExperimentalWarning"],
  });
  const listening = new AbortController();
  try {
    const failed = once(child, "exit", { signal: listening.signal }).then(([code]) => {
      throw new Error(`Measuring the parts ended with code ${code}.`);
    });
    const [costs] = await Promise.race([once(child, "message"), failed]);
    return costs;
  } finally {
    listening.abort();
    rmSync(folder, { recursive: true, force: true });
  }
}
