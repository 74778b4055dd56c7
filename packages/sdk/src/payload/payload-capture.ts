import { truncateCodePoints } from "@breakwater/core/redact/truncate";
import type { ChangeableOptions } from "../options/monitor-options.ts";
import { sampledPayloadLength } from "./payload-sampling.ts";
import { Redactor } from "./redactor.ts";
import { withoutHalfPair } from "./torn-end.ts";

/** Which payload of a call a text is. */
export type PayloadSide = "input" | "output";

/** Writes a payload as records keep it: as text, redacted, cut by code point. Never throws. */
export type PayloadWriter = (value: unknown, side: PayloadSide) => string | undefined;

/** Decides which payloads are kept, and what of them. */
export class PayloadCapture {
  readonly #onInternalError: (error: unknown) => void;
  /** For the other texts of a record. */
  readonly redactor: Redactor;
  #payloads: ChangeableOptions["payloads"];

  constructor(options: ChangeableOptions, onInternalError: (error: unknown) => void) {
    this.#payloads = options.payloads;
    this.#onInternalError = onInternalError;
    this.redactor = new Redactor(options, onInternalError);
  }

  /** For all calls that start from now on. */
  configure(options: ChangeableOptions): void {
    this.#payloads = options.payloads;
    this.redactor.configure(options);
  }

  /** The writer for the payloads of a trace; undefined when they are not kept. */
  writerFor(traceId: string): PayloadWriter | undefined {
    const maxLength = sampledPayloadLength(this.#payloads, () => traceId);
    if (maxLength === undefined) return undefined;
    return (value, side) => {
      try {
        const text = typeof value === "string" ? value : jsonText(value);
        return text === undefined ? undefined : this.#kept(text, side, maxLength);
      } catch (error) {
        this.#onInternalError(error);
        return "";
      }
    };
  }

  /** Cut roughly first, so that a huge payload is quick to search, and exactly at the end. */
  #kept(text: string, side: PayloadSide, maxLength: number): string {
    const searched = 4 * maxLength + 2 * TORN_LENGTH;
    if (text.length <= searched) return truncateCodePoints(this.redactor.text(text, side), maxLength);
    const clean = this.redactor.text(withoutHalfPair(text.slice(0, searched)), side);
    return truncateCodePoints(`${withoutHalfPair(clean.slice(0, -TORN_LENGTH))}…`, maxLength);
  }
}

/** At a cut, half a secret cannot be told by its form: so much of what was searched is never kept, in UTF-16 units. */
const TORN_LENGTH = 512;

function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
