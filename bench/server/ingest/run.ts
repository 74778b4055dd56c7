// Usage: npm run bench:ingest [-- --seconds=20] [-- --senders=32] [-- --spans=1000] [-- --wires=otlp-protobuf,otlp-json,native] [-- --reference]
//
// Loads a server of its own over real HTTP, each wire in turn, and measures in the same run what the engine itself
// stores of such rows. --reference writes docs/benchmarks-ingest.md.
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureEngine } from "./engine-rate.ts";
import { ingestPage } from "./ingest-page.ts";
import { type IngestResult, measureIngest, startOnce } from "./measure-ingest.ts";
import { WIRES } from "./request-template.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "20" },
    senders: { type: "string", default: "32" },
    spans: { type: "string", default: "1000" },
    wires: { type: "string", default: WIRES.join(",") },
    reference: { type: "boolean", default: false },
  },
});

await startOnce();
const results: IngestResult[] = [];
for (const wire of WIRES.filter((name) => values.wires.split(",").includes(name))) {
  console.error(`Measuring: ${wire}`);
  const [spansInRequest, senders, seconds] = [values.spans, values.senders, values.seconds].map(Number);
  results.push(
    await measureIngest({
      wire,
      spansInRequest: spansInRequest ?? 0,
      senders: senders ?? 0,
      seconds: seconds ?? 0,
    }),
  );
}
console.error("Measuring: the engine alone");
// As many rows in an insert as the server's commits held.
const engine = await measureEngine(Math.max(0, ...results.map(({ spansInCommit }) => spansInCommit)));
const load = (loadavg()[0] ?? 0).toFixed(1);
const page = ingestPage(results, engine, {
  at: new Date().toISOString(),
  command: `npm run bench:ingest -- --seconds=${values.seconds} --senders=${values.senders} --spans=${values.spans} --wires=${values.wires}`,
  machine: `${cpus()[0]?.model.trim() ?? "unknown"}, ${cpus().length} cores, Node ${process.version}, load average ${load} at the end`,
});
console.log(page);
if (values.reference) writeFileSync(join(import.meta.dirname, "../../../docs/benchmarks-ingest.md"), page);
