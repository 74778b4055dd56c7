import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_DECODE_LIMITS } from "@breakwater/server/ingest/otlp/decode-limits";
import { readTraces } from "@breakwater/server/ingest/otlp/read-traces";
import { normalizeSpan } from "@breakwater/server/normalize/normalize-span";
import { openEmbeddedEngine } from "@breakwater/server/storage/embedded-engine";
import { openStorage } from "@breakwater/server/storage/open-storage";
import { FAILED_SPANS } from "@breakwater/server/storage/schema/failed-spans";
import { ROLLUPS } from "@breakwater/server/storage/schema/rollup-tables";
import { SINGLE_LAYOUT } from "@breakwater/server/storage/schema/tables";
import { spanRow } from "@breakwater/server/storage/span-row";
import { createRealClock } from "@breakwater/testkit/real-clock";
import { requestTemplate } from "./request-template.ts";

const SPANS_IN_REQUEST = 1_000;
/** Rows that are stored for a measurement, at least. */
const ROWS = 150_000;

/** What the engine itself stores a second, of rows that are ready to be handed over. */
export interface EngineRate {
  readonly rowsInInsert: number;
  /** Into the tables as they are, with all sums. */
  readonly withSums: number;
  /** Into `spans` alone. */
  readonly spansOnly: number;
}

/**
 * Measures the engine in this process, in a directory of its own. `rowsInInsert` is what a commit of the server holds: an
 * insert costs the same for any number of rows, beside what each row costs.
 */
export async function measureEngine(rowsInInsert: number): Promise<EngineRate> {
  const requests = Math.max(1, Math.round(rowsInInsert / SPANS_IN_REQUEST));
  const inserts = Math.ceil(ROWS / (requests * SPANS_IN_REQUEST));
  const directory = mkdtempSync(join(tmpdir(), "breakwater-bench-engine-"));
  const engine = await openEmbeddedEngine(directory);
  const storage = await openStorage(engine, { clock: createRealClock(), layout: SINGLE_LAYOUT });
  try {
    const insertAll = async () => {
      const batches = Array.from({ length: inserts }, () => freshRows(requests));
      const startedAt = performance.now();
      for (const rows of batches) await engine.insert("spans", rows);
      return (requests * SPANS_IN_REQUEST * inserts * 1000) / (performance.now() - startedAt);
    };
    await insertAll();
    const withSums = await insertAll();
    for (const name of [FAILED_SPANS, ...ROLLUPS.map((table) => table.name)])
      await engine.command(`DETACH TABLE ${name}_view`);
    return { withSums, spansOnly: await insertAll(), rowsInInsert: requests * SPANS_IN_REQUEST };
  } finally {
    await storage.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

const template = requestTemplate("otlp-protobuf", SPANS_IN_REQUEST);

function freshRows(requests: number): object[] {
  return Array.from({ length: requests }, () => template.next()).flatMap((body) =>
    readTraces(body, DEFAULT_DECODE_LIMITS).spans.map((span) => {
      const { record, dialect } = normalizeSpan(span);
      return spanRow({ record, protocol: "otlp", dialect }, Date.now());
    }),
  );
}
