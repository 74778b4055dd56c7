import type { AnswerWatch } from "./answer-watch.ts";

/** How a body came to its end, as far as the guard is concerned. */
export type BodyEnding =
  | { readonly kind: "complete" }
  | { readonly kind: "broken"; readonly error: unknown }
  | { readonly kind: "cancelled" };

/** Called once, when the answer is complete or the body has ended; what it returns is waited for. */
export type OnBodyEnd = (ending: BodyEnding) => Promise<void> | undefined;

/**
 * The body as it comes, chunk for chunk. Nothing is fetched before it is asked for: the caller's pace is the
 * provider's. The end is handed on only when `onEnd` is through.
 */
export function watchedBody(
  body: ReadableStream<Uint8Array>,
  watch: AnswerWatch,
  onEnd: OnBodyEnd,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let isEnded = false;
  const ended = (ending: BodyEnding): Promise<void> | undefined => {
    if (isEnded) return undefined;
    isEnded = true;
    return onEnd(ending);
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await nextChunk(reader, watch).catch(async (error: unknown) => {
          await ended({ kind: "broken", error });
          throw error;
        });
        if (chunk.isLast || watch.isComplete) await ended({ kind: "complete" });
        if (chunk.bytes.byteLength !== 0) controller.enqueue(chunk.bytes);
        if (chunk.isLast) controller.close();
      },
      async cancel(reason) {
        const recorded = ended({ kind: "cancelled" });
        await reader.cancel(reason);
        await recorded;
      },
    },
    // Without a queue of its own the stream asks for a chunk only when the caller does.
    { highWaterMark: 0 },
  );
}

interface NextChunk {
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

/** The next bytes to hand on: of a filtered body several chunks may be needed for them. */
async function nextChunk(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  watch: AnswerWatch,
): Promise<NextChunk> {
  while (true) {
    const { done, value } = await reader.read();
    if (done) return { bytes: watch.end(), isLast: true };
    const bytes = watch.push(value);
    if (bytes.byteLength !== 0) return { bytes, isLast: false };
  }
}
