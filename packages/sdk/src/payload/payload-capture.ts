import { redactSecrets } from "@breakwater/core/redact/secrets";
import { truncateCodePoints } from "@breakwater/core/redact/truncate";
import type { ChangeableOptions } from "../options/monitor-options.ts";
import { sampledPayloadLength } from "./payload-sampling.ts";

/** Which payload of a call a text is. */
export type PayloadSide = "input" | "output";

/** Writes a payload as records keep it: as text, without secrets, cut by code point. Never throws. */
export type PayloadWriter = (value: unknown, side: PayloadSide) => string | undefined;

/** Decides which payloads are kept, and what of them. */
export class PayloadCapture {
  readonly #onInternalError: (error: unknown) => void;
  #payloads: ChangeableOptions["payloads"];

  constructor(options: ChangeableOptions, onInternalError: (error: unknown) => void) {
    this.#payloads = options.payloads;
    this.#onInternalError = onInternalError;
  }

  /** For all calls that start from now on. */
  configure(options: ChangeableOptions): void {
    this.#payloads = options.payloads;
  }

  /** The writer for the payloads of a trace; undefined when they are not kept. */
  writerFor(traceId: string): PayloadWriter | undefined {
    const maxLength = sampledPayloadLength(this.#payloads, () => traceId);
    if (maxLength === undefined) return undefined;
    return (value) => {
      try {
        return payloadText(value, maxLength);
      } catch (error) {
        this.#onInternalError(error);
        return "";
      }
    };
  }
}

/** The text of a payload: a string as it is, anything else as JSON. */
function payloadText(value: unknown, maxLength: number): string | undefined {
  const text = typeof value === "string" ? value : jsonText(value);
  if (text === undefined) return undefined;
  // Cutting first keeps the redaction of a huge payload quick; the margin keeps a secret at the cut whole.
  const head = text.length > 4 * maxLength ? text.slice(0, 4 * maxLength) : text;
  return truncateCodePoints(redactSecrets(head), maxLength);
}

function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
