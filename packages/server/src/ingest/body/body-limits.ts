import type { IngestMemory } from "./ingest-memory.ts";

/** Bounds of what senders send. */
export interface BodyLimits {
  /** Bytes of one body as sent. */
  readonly maxBytes: number;
  /** Bytes of one body once decompressed: a small body must not unfold into gigabytes. */
  readonly maxDecompressedBytes: number;
  /** What all requests together may hold. */
  readonly memory: IngestMemory;
}
