/** The ids of a step of a trace, in OpenTelemetry's form. */
export interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

/**
 * Ids from a run's UUID: the trace is named by the root run's 32 hex digits, the span by the last 16 of its own,
 * which in the UUIDs that LangChain makes (version 7) are random. An id of another form is hashed to 32 digits.
 */
export function spanIdsOf(runId: string): SpanIds {
  const hex = runId.replaceAll("-", "").toLowerCase();
  const digits = /^[0-9a-f]{32}$/.test(hex) ? hex : hashed(runId);
  return { traceId: digits, spanId: digits.slice(16) };
}

/** Four FNV-1a hashes of 32 bits with different seeds; enough to tell apart the runs of one process. */
function hashed(text: string): string {
  let digits = "";
  for (let seed = 1; seed <= 4; seed += 1) {
    let hash = (0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)) >>> 0;
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
    }
    digits += hash.toString(16).padStart(8, "0");
  }
  return digits;
}
