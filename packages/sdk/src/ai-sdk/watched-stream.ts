/** Hears of everything that a stream brings, before its reader does. */
export interface StreamWatcher {
  part(part: unknown): void | Promise<void>;
  /** The source has ended. */
  done(): void | Promise<void>;
  failed(error: unknown): void | Promise<void>;
  /** The reader wants no more. */
  cancelled(): void | Promise<void>;
}

/**
 * The same stream, watched: part for part, nothing read before the reader asks for it, and a reader that cancels
 * cancels the source. The watcher must not throw.
 */
export function watchedStream<Part>(
  source: ReadableStream<Part>,
  watcher: StreamWatcher,
): ReadableStream<Part> {
  const reader = source.getReader();
  return new ReadableStream<Part>(
    {
      async pull(controller) {
        const next = await reader.read().catch((error: unknown) => ({ error }));
        if ("error" in next) {
          await watcher.failed(next.error);
          controller.error(next.error);
        } else if (next.done) {
          await watcher.done();
          controller.close();
        } else {
          await watcher.part(next.value);
          controller.enqueue(next.value);
        }
      },
      async cancel(reason) {
        await watcher.cancelled();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
