import type { BodyLimits } from "../ingest/body/body-limits.ts";
import { readBody } from "../ingest/body/read-body.ts";
import { type ReadyRequest, takeRequest } from "../ingest/body/take-request.ts";

/** A request, and who sent it: whatever tells its sender from others will do for a name. */
export interface SentRequest {
  readonly request: Request;
  readonly sender: string;
}

/**
 * Reads a request's body, decompresses it as its `content-encoding` says, decodes it, and stores what it brought.
 * @throws RefusedBodyError, SenderShareError, MemoryFullError (as rejections); what `decode` and its `store` throw
 */
export function takeBody<Answer>(
  { request, sender }: SentRequest,
  limits: BodyLimits,
  decode: (body: Buffer) => ReadyRequest<Answer>,
): Promise<Answer> {
  const encoding = request.headers.get("content-encoding") ?? "identity";
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  const declaredBytes = length >= 0 ? length : undefined;
  return takeRequest(limits.memory.open(sender), {
    read: (held) => readBody({ pieces: request.body ?? NOTHING, encoding, declaredBytes }, limits, held),
    decode,
  });
}

const NOTHING: AsyncIterable<Uint8Array> = {
  async *[Symbol.asyncIterator]() {
    // A request without a body.
  },
};
