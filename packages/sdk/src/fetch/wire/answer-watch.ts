import type { AnswerReader, Dialect, WireAnswer } from "../dialect.ts";
import { wireJson } from "../wire-json.ts";
import { type AskedUsage, AskedUsageFilter } from "./asked-usage-filter.ts";
import { createEventParser, type EventParser } from "./event-parser.ts";

/** A whole answer longer than this, in UTF-16 units, is handed on unread. */
const MAX_JSON = 64_000_000;

/** How a body is written. */
export type BodyForm = "json" | "sse" | "ndjson";

/** What an answer watch is made of. */
export interface AnswerWatchParts {
  readonly dialect: Dialect;
  readonly form: BodyForm;
  /** Given when the guard asked for usage on the caller's behalf. */
  readonly askedUsage?: AskedUsage | undefined;
  /** Hears of each piece of a streamed answer; "" for a sign of life. */
  readonly onText: (text: string) => void;
  readonly onInternalError: (error: unknown) => void;
}

/**
 * Reads an answer as its bytes pass. What is handed on are the very chunks that came, except where usage was asked
 * for on the caller's behalf. Never throws: an answer that cannot be read passes all the same.
 */
export class AnswerWatch {
  readonly #parts: AnswerWatchParts;
  readonly #filter: AskedUsageFilter | undefined;
  /** `fatal` off: broken text is the caller's to find. The mark at the start is kept for a filtered body only. */
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #events: EventParser | undefined;
  readonly #reader: AnswerReader;
  readonly #json: string[] = [];
  #jsonLength = 0;
  #whole: WireAnswer | undefined;
  #isBlind = false;

  constructor(parts: AnswerWatchParts) {
    this.#parts = parts;
    this.#filter = parts.askedUsage && new AskedUsageFilter(parts.askedUsage);
    this.#decoder = new TextDecoder("utf-8", { ignoreBOM: this.#filter !== undefined });
    this.#events = parts.form === "json" ? undefined : createEventParser(parts.form);
    this.#reader = parts.dialect.answerReader();
  }

  /** True once the provider has said its last word. */
  get isComplete(): boolean {
    return !this.#isBlind && this.#reader.isComplete;
  }

  /** Takes a chunk in, and tells what to hand on for it; may be empty while a filtered event is held. */
  push(chunk: Uint8Array): Uint8Array {
    if (this.#filter) {
      const text = this.#decoder.decode(chunk, { stream: true });
      this.#read(() => this.#take(text));
      return encoded(this.#filter.push(text));
    }
    this.#read(() => this.#take(this.#decoder.decode(chunk, { stream: true })));
    return chunk;
  }

  /** What is still to be handed on when the body has ended. */
  end(): Uint8Array {
    const text = this.#decoder.decode();
    this.#read(() => {
      this.#take(text);
      if (this.#events) this.#readEvents(this.#events.end());
      else if (this.#jsonLength > 0) this.#whole = this.#readWhole(this.#json.join(""));
    });
    return this.#filter ? encoded(this.#filter.push(text) + this.#filter.end()) : EMPTY;
  }

  /** What is known so far; undefined when it could not be read. */
  answer(): WireAnswer | undefined {
    if (this.#isBlind) return undefined;
    return this.#events ? this.#reader.answer() : this.#whole;
  }

  #readWhole(text: string): WireAnswer {
    const { dialect } = this.#parts;
    return dialect.readAnswer(wireJson(dialect.withoutBulk?.(text) ?? text));
  }

  #take(text: string): void {
    if (this.#events) this.#readEvents(this.#events.push(text));
    else if (text !== "") {
      this.#jsonLength += text.length;
      if (this.#jsonLength > MAX_JSON) throw new RangeError("an answer too long to be read");
      this.#json.push(text);
    }
  }

  #readEvents(events: ReturnType<EventParser["push"]>): void {
    for (const event of events) {
      const text = this.#reader.read(event);
      if (text !== undefined) this.#parts.onText(text);
    }
  }

  #read(act: () => void): void {
    if (this.#isBlind) return;
    try {
      act();
    } catch (error) {
      this.#isBlind = true;
      this.#parts.onInternalError(error);
    }
  }
}

const EMPTY = new Uint8Array(0);
const ENCODER = new TextEncoder();

function encoded(text: string): Uint8Array {
  return text === "" ? EMPTY : ENCODER.encode(text);
}
