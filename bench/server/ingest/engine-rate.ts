import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_DECODE_LIMITS } from "@breakwater/server/ingest/otlp/decode-limits";
import { readTraces } from "@breakwater/server/ingest/otlp/read-traces";
import { normalizeSpan } from "@breakwater/server/normalize/normalize-span";
import { openEmbeddedEngine } from "@breakwater/server/storage/embedded-engine";
import { openStorage } from "@breakwater/server/storage/open-storage";
import { ROLLUPS } from "@breakwater/server/storage/schema/rollup-tables";
import { SINGLE_LAYOUT } from "@breakwater/server/storage/schema/tables";
import { spanRow } from "@breakwater/server/storage/span-row";
import { createRealClock } from "@breakwater/testkit/real-clock";
import { requestTemplate } from "./request-template.ts";

/** Rows of one insert: about what a commit holds under load. */
const ROWS = 20_000;
const SPANS_IN_REQUEST = 1_000;
const INSERTS = 8;

/** What the engine itself stores a second, of rows that are ready to be handed over. */
export interface EngineRate {
  /** Into the tables as they are, with all sums. */
  readonly withSums: number;
  /** Into `spans` alone. */
  readonly spansOnly: number;
}

/** Measures the engine in this process, in a directory of its own. */
export async function measureEngine(): Promise<EngineRate> {
  const directory = mkdtempSync(join(tmpdir(), "breakwater-bench-engine-"));
  const engine = await openEmbeddedEngine(directory);
  const storage = await openStorage(engine, { clock: createRealClock(), layout: SINGLE_LAYOUT });
  try {
    const insertAll = async () => {
      const batches = Array.from({ length: INSERTS }, freshRows);
      const startedAt = performance.now();
      for (const rows of batches) await engine.insert("spans", rows);
      return (ROWS * INSERTS * 1000) / (performance.now() - startedAt);
    };
    await insertAll();
    const withSums = await insertAll();
    for (const { name } of ROLLUPS) await engine.command(`DETACH TABLE ${name}_view`);
    return { withSums, spansOnly: await insertAll() };
  } finally {
    await storage.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

const template = requestTemplate("otlp-protobuf", SPANS_IN_REQUEST);

function freshRows(): object[] {
  const requests = Array.from({ length: ROWS / SPANS_IN_REQUEST }, () => template.next());
  return requests.flatMap((body) =>
    readTraces(body, DEFAULT_DECODE_LIMITS).spans.map((span) => {
      const { record, dialect } = normalizeSpan(span);
      return spanRow({ record, protocol: "otlp", dialect }, Date.now());
    }),
  );
}
