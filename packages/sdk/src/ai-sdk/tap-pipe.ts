/**
 * Puts `tap` between a stream and the next transform it is piped through, without touching the stream itself: for a
 * stream that is somebody else's and will be piped once.
 */
export function tapPipe(
  stream: ReadableStream<unknown>,
  tap: (source: ReadableStream<unknown>) => ReadableStream<unknown>,
): void {
  Object.defineProperty(stream, "pipeThrough", {
    configurable: true,
    writable: true,
    value: (...next: Parameters<ReadableStream<unknown>["pipeThrough"]>) => {
      Reflect.deleteProperty(stream, "pipeThrough");
      return tap(stream).pipeThrough(...next);
    },
  });
}
