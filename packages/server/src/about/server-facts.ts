import { readFileSync } from "node:fs";
import type { Settings } from "../config/settings-schema.ts";
import type { Arrivals } from "../ingest/arrivals.ts";
import type { IngestCounts } from "./server-metrics.ts";

/** What a server knows of itself, beside what its engine holds. */
export interface ServerFacts {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** In force now: a reload changes them. */
  readonly settings: Settings;
  /** Spans that wait for a commit now. */
  readonly waitingSpans: number;
  /** What arrived and is not used. */
  readonly arrivals: Pick<Arrivals, "list">;
  /** Counts since the start. */
  counts(): Promise<IngestCounts>;
}

let known: string | undefined;

/** Version of this package. */
export function serverVersion(): string {
  known ??= String(
    Object(JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"))).version,
  );
  return known;
}
