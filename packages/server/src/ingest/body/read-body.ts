import type { BodyLimits } from "./body-limits.ts";
import { gather } from "./gather.ts";
import type { HeldMemory } from "./ingest-memory.ts";
import { unfoldingOf } from "./unfold-body.ts";

/** A body as it arrives. */
export interface ArrivingBody {
  readonly pieces: AsyncIterable<Uint8Array>;
  /** How it is compressed: `identity`, `gzip`, `deflate` or `zstd`, in any case. */
  readonly encoding: string;
  /** How many bytes its sender says it has, as sent. */
  readonly declaredBytes?: number | undefined;
}

/**
 * A body, unfolded. All of it is held as it grows; of what it was unfolded from nothing is held in the end.
 * @throws RefusedBodyError (as a rejection) when it is too big, broken, or in an encoding that is not known; what
 * `held` throws
 */
export async function readBody(
  { pieces, encoding, declaredBytes }: ArrivingBody,
  { maxBytes, maxDecompressedBytes }: Omit<BodyLimits, "memory">,
  held: HeldMemory,
): Promise<Buffer> {
  const unfold = unfoldingOf(encoding.trim().toLowerCase());
  const body = await gather(pieces, { maxBytes, declaredBytes, held });
  if (unfold === undefined) return body;
  const unfolded = await unfold(body, { maxBytes: maxDecompressedBytes, held });
  held.replace(unfolded.length);
  return unfolded;
}
