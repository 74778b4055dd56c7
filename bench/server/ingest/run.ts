// Usage: npm run bench:ingest [-- --seconds=20] [-- --senders=8] [-- --spans=1000] [-- --wires=otlp-protobuf,otlp-json,native]
//
// Loads a server of its own over real HTTP, each wire in turn, and measures in the same run what the engine itself
// stores of such rows.
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { measureEngine } from "./engine-rate.ts";
import { ingestTables } from "./ingest-tables.ts";
import { type IngestResult, measureIngest } from "./measure-ingest.ts";
import { WIRES } from "./request-template.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "20" },
    senders: { type: "string", default: "8" },
    spans: { type: "string", default: "1000" },
    wires: { type: "string", default: WIRES.join(",") },
  },
});

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
const engine = await measureEngine();
const load = (loadavg()[0] ?? 0).toFixed(1);
console.log(
  ingestTables(results, engine, {
    at: new Date().toISOString(),
    machine: `${cpus()[0]?.model.trim() ?? "unknown"}, ${cpus().length} cores, Node ${process.version}, load average ${load} at the end`,
  }),
);
