import type { CallTracker } from "../calls/call-tracker.ts";
import type { SpanSink } from "../calls/span-sink.ts";
import type { AsyncScope } from "../context/async-scope.ts";
import type { PayloadCapture } from "../payload/payload-capture.ts";
import type { Reporter } from "./reporter.ts";

/** What an entrance (callback handler, fetch guard, AI SDK, OpenTelemetry) needs of its monitor. */
export interface Entrance {
  readonly tracker: CallTracker;
  readonly scope: AsyncScope;
  readonly payloads: PayloadCapture;
  readonly reporter: Pick<Reporter, "internalError" | "warn">;
  /** Whoever sends a request goes through its `inside` and adds its `headers`, so that the trace reaches the provider. */
  readonly spans?: SpanSink | undefined;
  /** Resolves when the records so far are in the journal; undefined when they are already. */
  written(): Promise<void> | undefined;
  /** Writes at once what waits for its turn. */
  flush(): void;
}

/**
 * Under this name a monitor hands out its entrance to the package's other subpaths. A registered symbol, because the
 * ESM and CommonJS builds of a subpath may meet a monitor of the other.
 */
export const ENTRANCE = Symbol.for("breakwater.entrance");

/** A monitor as the package's other subpaths see it. */
export interface HasEntrance {
  readonly [ENTRANCE]: Entrance;
}
