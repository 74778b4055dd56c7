import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { DEFAULT_QUERY_LIMITS, type QueryContext } from "../query/query-context.ts";
import { createSystemClock } from "../serve/system-clock.ts";
import { openEmbeddedEngine } from "../storage/embedded-engine.ts";
import { openStorage, type StorageParts } from "../storage/open-storage.ts";
import { SINGLE_LAYOUT } from "../storage/schema/tables.ts";

/** Storage with records in it, to ask questions of. */
export interface QueryBed {
  readonly context: QueryContext;
  /** Commits records as if they had come over the native protocol. */
  store(records: readonly SpanRecord[]): Promise<void>;
  close(): Promise<void>;
}

/** A store of its own in the directory for temporary files; a process may have one. */
export async function openQueryBed({ onStored }: Pick<StorageParts, "onStored"> = {}): Promise<QueryBed> {
  const directory = mkdtempSync(join(tmpdir(), "breakwater-bed-"));
  const engine = await openEmbeddedEngine(directory);
  const clock = createSystemClock();
  const storage = await openStorage(engine, { clock, layout: SINGLE_LAYOUT, ...(onStored && { onStored }) });
  return {
    context: { engine, clock, limits: DEFAULT_QUERY_LIMITS },
    store: async (records) => {
      await storage.store.commit(
        records.map((record) => ({ record, protocol: "native", dialect: "breakwater" })),
      );
    },
    close: async () => {
      await storage.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
