import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { type RequestReader, TRACE_FORMATS, type TracedRequest } from "./trace-formats.ts";
import { UnknownTraceError } from "./unknown-trace-error.ts";

/** A request of a trace, and the how manieth of its file it is (from 0). */
export interface NumberedRequest extends TracedRequest {
  readonly index: number;
}

/** Where requests come from; each reading begins anew. */
export interface TraceSource {
  /** What stands for the trace in ids: equal for the same file wherever it lies. */
  readonly name: string;
  /** @throws UnknownTraceError (as a rejection) when it is no trace; what the file system says */
  read(onBadLine?: (line: number) => void): AsyncIterable<NumberedRequest>;
}

/** Names of files that may be traces. */
const TRACE_FILE = /\.(?:csv|jsonl)(?:\.gz)?$/;

/** Whether a file of a directory is taken for a trace, by its name. */
export function isTraceFile(file: string): boolean {
  return TRACE_FILE.test(file);
}

/** A file, gzipped or not, in one of the known formats. */
export function traceFile(file: string): TraceSource {
  return {
    name: basename(file).replace(/\.gz$/, ""),
    read: (onBadLine = () => {}) => requestsOf(file, onBadLine),
  };
}

async function* requestsOf(file: string, onBadLine: (line: number) => void): AsyncGenerator<NumberedRequest> {
  let read: RequestReader | undefined;
  let line = 0;
  let index = 0;
  for await (const text of linesOf(file)) {
    line += 1;
    if (read === undefined) {
      const format = TRACE_FORMATS.find(({ matches }) => matches(text));
      if (format === undefined) throw new UnknownTraceError(file, text);
      read = format.reader();
      if (format.hasHeading) continue;
    }
    const request = read(text);
    if (request !== undefined) yield { ...request, index: index++ };
    else if (text.trim() !== "") onBadLine(line);
  }
  if (read === undefined) throw new UnknownTraceError(file, undefined);
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const raw = createReadStream(file);
  const input: Readable = file.endsWith(".gz") ? raw.pipe(createGunzip()) : raw;
  // What the file system says must reach whoever reads the lines.
  raw.on("error", (error) => input.destroy(error));
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}
