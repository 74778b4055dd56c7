import type { SendingRules } from "../http/sending.ts";
import { admitEveryone } from "../ingest/authenticate.ts";
import { IngestMemory } from "../ingest/body/ingest-memory.ts";

/** Rules that let everyone send as much as tests do, with a memory of their own; what goes wrong is told nobody. */
export function openSending(): SendingRules {
  return {
    authenticate: admitEveryone,
    bodyLimits: {
      maxBytes: 32e6,
      maxDecompressedBytes: 128e6,
      memory: new IngestMemory(() => 512e6),
    },
    log: { error: () => {} },
  };
}
