import { setImmediate as turn } from "node:timers/promises";
import { createGzipCoder, type GzipCoder } from "./gzip-coder.ts";
import type { StubReply } from "./stub-reply.ts";

/** Where the bytes of a body go. */
export interface BodySink {
  /** Resolves when the bytes have been handed to the system. */
  write(bytes: Buffer): Promise<void>;
  /** Writes the last bytes, if any, and ends the body. */
  end(bytes?: Buffer): void;
  /** Breaks the connection. */
  cut(): void;
}

/** Writes a body under the conditions of a reply: coded, re-split, cut. */
export class BodyWriter {
  readonly #reply: StubReply;
  readonly #sink: BodySink;
  readonly #gzip: GzipCoder | undefined;
  /** Coded bytes that wait for their piece to be full. */
  #held: Buffer = Buffer.alloc(0);
  #written = 0;
  #isCut = false;
  #isShort = false;

  constructor(reply: StubReply, sink: BodySink) {
    this.#reply = reply;
    this.#sink = sink;
    this.#gzip = reply.gzip === true ? createGzipCoder() : undefined;
  }

  /** True once the body was cut, after which nothing is written any more. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** True while no scripted cut lies before the end of what has been given to `write`. */
  get isWhole(): boolean {
    return (
      this.#written + this.#held.length <= (this.#reply.cutAfterBytes ?? Number.POSITIVE_INFINITY) &&
      !this.#isShort
    );
  }

  /** Writes a piece, or holds it back until a scripted split allows. */
  async write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    await this.#put(this.#gzip?.code(bytes) ?? bytes);
  }

  /** Writes what is held back. */
  async flush(): Promise<void> {
    const rest = this.#held;
    this.#held = Buffer.alloc(0);
    if (rest.length > 0) await this.#send(rest);
  }

  /** Writes the last piece and all that is held back, and ends the body. */
  async end(text = ""): Promise<void> {
    const plain = Buffer.from(text);
    const last = this.#gzip === undefined ? plain : Buffer.concat([this.#gzip.code(plain), this.#gzip.end()]);
    if (!this.#isResplit() && this.#reply.cutAfterBytes === undefined) {
      this.#sink.end(last);
      return;
    }
    await this.#put(last);
    await this.flush();
    if (!this.#isCut) this.#sink.end();
  }

  async #put(bytes: Buffer): Promise<void> {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    for (;;) {
      const pieceLength = this.#nextSplit() - this.#written;
      if (this.#isCut || pieceLength > this.#held.length) break;
      const piece = this.#held.subarray(0, pieceLength);
      this.#held = this.#held.subarray(pieceLength);
      await this.#send(piece);
    }
    if (!this.#isResplit()) await this.flush();
  }

  async #send(bytes: Buffer): Promise<void> {
    if (this.#isCut) return;
    const room = (this.#reply.cutAfterBytes ?? Number.POSITIVE_INFINITY) - this.#written;
    const sent = bytes.length < room ? bytes : bytes.subarray(0, room);
    this.#written += sent.length;
    this.#isCut = sent.length === room;
    this.#isShort = sent.length < bytes.length;
    if (sent.length > 0) await this.#sink.write(sent);
    // A reader in the same process gets its turn, and so finds each piece alone.
    if (this.#isResplit()) await turn();
    if (this.#isCut) this.#sink.cut();
  }

  #isResplit(): boolean {
    return this.#reply.chunkBytes !== undefined || this.#reply.splitAt !== undefined;
  }

  /** The next offset at which a piece ends. */
  #nextSplit(): number {
    const { chunkBytes, splitAt = [] } = this.#reply;
    const later = splitAt.filter((offset) => offset > this.#written);
    const ofChunk = chunkBytes === undefined ? [] : [this.#written + Math.max(1, chunkBytes)];
    return Math.min(Number.POSITIVE_INFINITY, ...later, ...ofChunk);
  }
}
