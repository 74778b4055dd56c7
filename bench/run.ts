// Usage: npm run bench [-- --full] [-- --handlers=none,noop,breakwater] [-- --reference] [-- --fetch-only]
//
// Installs the peers (once), builds Breakwater as it is published, measures everything in one run, prints the tables
// and writes the numbers to bench/results/. --full makes a million calls instead of 200,000 to watch memory;
// --fetch-only measures the fetch guard alone and writes nothing, --fetch-size=0.05 with short stretches;
// --reference writes results/reference.json and docs/benchmarks.md as well.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compareFetch } from "./fetch/compare-fetch.ts";
import { HANDLERS } from "./handlers/registry.ts";
import { compareHandlers } from "./measure/compare-handlers.ts";
import { longRun } from "./measure/long-run.ts";
import { startSink } from "./measure/sink.ts";
import { measureParts } from "./parts/measure-parts.ts";
import type { BenchResult } from "./report/bench-result.ts";
import { benchmarksPage } from "./report/benchmarks-page.ts";
import { describeMachine } from "./report/describe-machine.ts";
import { fetchTable } from "./report/fetch-table.ts";
import { resultTables } from "./report/result-tables.ts";
import { buildPackage, installPeers } from "./set-up.ts";

const RESULTS = join(import.meta.dirname, "results");

const { values } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    handlers: { type: "string" },
    rounds: { type: "string", default: "5" },
    reference: { type: "boolean", default: false },
    "fetch-only": { type: "boolean", default: false },
    "fetch-size": { type: "string", default: "1" },
  },
});

const rounds = Number(values.rounds);
const fetchSize = Number(values["fetch-size"]);

if (values["fetch-only"]) {
  buildPackage();
  console.log(fetchTable(await compareFetch({ rounds, size: fetchSize, onProgress: say })));
} else {
  installPeers();
  buildPackage();
  const wanted = values.handlers?.split(",");
  const result = await measureAll({
    handlers: HANDLERS.filter(({ name }) => wanted?.includes(name) ?? true),
    rounds,
    longRunCalls: values.full ? 1_000_000 : 200_000,
  });
  console.log(resultTables(result));
  save(result);
}

interface RunPlan {
  readonly handlers: typeof HANDLERS;
  readonly rounds: number;
  readonly longRunCalls: number;
}

async function measureAll({ handlers, rounds, longRunCalls }: RunPlan): Promise<BenchResult> {
  const startedAt = new Date();
  const sink = await startSink();
  try {
    const comparison = await compareHandlers({ handlers, sinkUrl: sink.url, rounds, onProgress: say });
    const breakwater = handlers.find(({ name }) => name === "breakwater");
    say(`memory over ${longRunCalls} calls`);
    const memoryOverCalls = breakwater
      ? await longRun({ handler: breakwater, sinkUrl: sink.url, calls: longRunCalls })
      : [];
    say("single parts");
    const parts = await measureParts();
    const fetch = await compareFetch({ rounds, size: fetchSize, onProgress: say });
    const tookSeconds = Math.round((Date.now() - startedAt.getTime()) / 1_000);
    const machine = describeMachine();
    return { at: startedAt.toISOString(), tookSeconds, machine, comparison, memoryOverCalls, parts, fetch };
  } finally {
    sink.stop();
  }
}

function say(text: string): void {
  console.error(`Measuring: ${text}`);
}

function save(measured: BenchResult): void {
  mkdirSync(RESULTS, { recursive: true });
  const json = `${JSON.stringify(measured, null, 2)}\n`;
  const names = [`${measured.at.slice(0, 19).replaceAll(":", "-")}.json`];
  if (values.reference) names.push("reference.json");
  for (const name of names) writeFileSync(join(RESULTS, name), json);
  if (values.reference) {
    writeFileSync(join(import.meta.dirname, "..", "docs", "benchmarks.md"), benchmarksPage(measured));
  }
  console.log(`Written to bench/results/${names.join(" and bench/results/")}.`);
}
