// Usage: npm run bench:server [-- --sizes=1000000,10000000,100000000] [-- --runs=20] [-- --keep=DIRECTORY] [-- --reference]
//
// Fills a temporary data directory for each size, asks every question of the dashboard, prints the table and removes
// the directory; --keep keeps it, and asks what is there already; --reference writes docs/benchmarks-server.md.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureQueries, type QueryResult } from "./measure-queries.ts";
import { queriesPage } from "./queries-page.ts";

const { values } = parseArgs({
  options: {
    sizes: { type: "string", default: "1000000,10000000,100000000" },
    runs: { type: "string", default: "20" },
    keep: { type: "string" },
    reference: { type: "boolean", default: false },
  },
});

const runs = Number(values.runs);
const results: QueryResult[] = [];
for (const spans of values.sizes.split(",").map(Number)) {
  console.error(`Measuring: ${spans} spans`);
  const directory =
    values.keep === undefined
      ? mkdtempSync(join(tmpdir(), "breakwater-bench-"))
      : join(values.keep, String(spans));
  mkdirSync(directory, { recursive: true });
  try {
    results.push(await measureQueries({ directory, spans, runs }));
  } finally {
    if (values.keep === undefined) rmSync(directory, { recursive: true, force: true });
  }
}
const load = (loadavg()[0] ?? 0).toFixed(1);
const machine = `${cpus()[0]?.model.trim() ?? "unknown"}, ${cpus().length} cores, Node ${process.version}, load average ${load} at the end`;
const page = queriesPage({
  ...{ at: new Date().toISOString(), runs, machine, results },
  isKept: values.keep !== undefined,
});
console.log(page);
if (values.reference) {
  writeFileSync(join(import.meta.dirname, "../../../docs/benchmarks-server.md"), page);
}
