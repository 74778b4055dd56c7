import { TRACE_FORMATS } from "./trace-formats.ts";

/** A file is no trace that can be replayed. */
export class UnknownTraceError extends Error {
  override readonly name = "UnknownTraceError";
  /** Stable code of this error. */
  readonly code = "BW_UNKNOWN_TRACE";
  readonly isRetryable = false;

  constructor(file: string, firstLine: string | undefined) {
    const found = firstLine === undefined ? "it is empty" : `its first line is ${quoted(firstLine)}`;
    const known = TRACE_FORMATS.map(({ name, firstLine: first }) => `  ${name}: ${first}`).join("\n");
    super(
      `${file} is no trace that can be replayed: ${found}. Known are files that begin with\n${known}\n` +
        'Journals of the SDK are loaded with "breakwater import".',
    );
  }
}

function quoted(text: string): string {
  return JSON.stringify(text.length <= 120 ? text : `${text.slice(0, 120)}...`);
}
