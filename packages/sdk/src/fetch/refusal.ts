import { wireJson } from "./wire-json.ts";

/** An error's body longer than this is not read. */
const MAX_BODY_BYTES = 65_536;
/** Errors come in one piece with their headers; one that does not is recorded by its status alone. */
const PATIENCE_MS = 500;

/**
 * The body of an answer that is no success, as JSON where it is, as text where it is not; undefined when it is long
 * or slow to come. The response itself stays unread: the caller gets its own copy of every byte.
 */
export async function refusalBody(response: Response): Promise<unknown> {
  const reader = readable(response)?.getReader();
  if (!reader) return undefined;
  const { promise: timeUp, resolve: giveUp } = Promise.withResolvers<void>();
  const timer = setTimeout(giveUp, PATIENCE_MS);
  const text = await Promise.race([readText(reader), timeUp]);
  clearTimeout(timer);
  if (typeof text !== "string") void reader.cancel().catch(() => undefined);
  return typeof text !== "string" ? undefined : (wireJson(text) ?? text);
}

function readable(response: Response): ReadableStream<Uint8Array> | undefined {
  if (!(response.body instanceof ReadableStream) || response.bodyUsed) return undefined;
  return response.clone().body ?? undefined;
}

async function readText(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    while (text.length <= MAX_BODY_BYTES) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // The caller meets the same error in its own copy.
  }
  return undefined;
}
