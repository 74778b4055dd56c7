import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** A local server for what the peers send, in a process of its own so that its work is nobody's cost. */
export interface Sink {
  readonly url: string;
  stop(): void;
}

/** Starts the sink. */
export async function startSink(): Promise<Sink> {
  const child = fork(join(import.meta.dirname, "sink-process.ts"));
  const [url] = await once(child, "message");
  return { url: String(url), stop: () => child.disconnect() };
}
