import { MalformedRequestError } from "./malformed-request-error.ts";

/** How a field is written: protobuf's wire types that are in use. */
export type WireType = 0 | 1 | 2 | 5;

/**
 * Walks over protobuf bytes. Fields are read in the order in which they come; a message inside a message is walked by
 * the same cursor up to `end`. Every read stays inside the buffer: what points beyond it is malformed.
 */
export class WireCursor {
  readonly bytes: Buffer;
  position: number;
  /** Number of the field whose tag was read last. */
  field = 0;
  wireType: WireType = 0;
  readonly #onCut: ((reason: "text_cut") => void) | undefined;

  /** @param onCut Told of each text that is longer than it may be. */
  constructor(bytes: Buffer, position = 0, onCut?: (reason: "text_cut") => void) {
    this.bytes = bytes;
    this.position = position;
    this.#onCut = onCut;
  }

  /** Reads the next tag of the message that ends at `end`; false at its end. */
  next(end: number): boolean {
    if (this.position >= end) {
      if (this.position > end) throw new MalformedRequestError("a field runs over the end of its message");
      return false;
    }
    const tag = this.varint();
    const wireType = tag & 7;
    this.field = tag >>> 3;
    if (this.field === 0 || (wireType !== 0 && wireType !== 1 && wireType !== 2 && wireType !== 5)) {
      throw new MalformedRequestError(`no field can begin with the tag ${tag}`);
    }
    this.wireType = wireType;
    return true;
  }

  /** A varint of at most 32 significant bits (tags, lengths, enums); higher bits are dropped. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte();
      if (shift < 28) value |= (byte & 0x7f) << shift;
      else if (shift === 28) value |= (byte & 0x0f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new MalformedRequestError("a number has more than ten bytes");
  }

  /** A signed 64-bit varint: a number where it is exact, else a bigint. */
  int64(): number | bigint {
    let value = 0n;
    let small = 0;
    let shift = 0;
    for (; shift < 70; shift += 7) {
      const byte = this.#byte();
      if (shift < 28) small |= (byte & 0x7f) << shift;
      else {
        if (shift === 28) value = BigInt(small);
        value |= BigInt(byte & 0x7f) << BigInt(shift);
      }
      if (byte < 0x80) {
        if (shift < 28) return small;
        const signed = BigInt.asIntN(64, value);
        const exact = Number(signed);
        return Number.isSafeInteger(exact) ? exact : signed;
      }
    }
    throw new MalformedRequestError("a number has more than ten bytes");
  }

  fixed64(): bigint {
    return this.bytes.readBigUInt64LE(this.#advance(8));
  }

  double(): number {
    return this.bytes.readDoubleLE(this.#advance(8));
  }

  /** Reads the length of a text, bytes or message; its end, which is inside `end`. */
  endOfLength(end: number): number {
    const length = this.varint();
    const last = this.position + length;
    if (last > end) throw new MalformedRequestError("a length points beyond its message");
    return last;
  }

  /** The text up to `last`, cut at `maxLength` UTF-16 units without splitting a character. */
  text(last: number, maxLength: number): string {
    const start = this.position;
    this.position = last;
    // At most three bytes make one UTF-16 unit, so that what lies beyond need not be decoded.
    const stop = Math.min(last, start + 3 * maxLength + 4);
    const text = this.bytes.toString("utf8", start, stop);
    if (text.length <= maxLength) return text;
    this.#onCut?.("text_cut");
    const code = text.charCodeAt(maxLength - 1);
    return text.slice(0, code >= 0xd800 && code <= 0xdbff ? maxLength - 1 : maxLength);
  }

  hex(last: number): string {
    const start = this.position;
    this.position = last;
    return this.bytes.toString("hex", start, last);
  }

  base64(last: number, maxLength: number): string {
    const start = this.position;
    this.position = last;
    const stop = start + Math.floor(maxLength / 4) * 3;
    if (stop < last) this.#onCut?.("text_cut");
    return this.bytes.toString("base64", start, Math.min(last, stop));
  }

  /** Passes over a field that is not used, whatever it holds. */
  skip(end: number): void {
    switch (this.wireType) {
      case 0:
        this.varint();
        return;
      case 1:
        this.#advance(8);
        return;
      case 2:
        this.position = this.endOfLength(end);
        return;
      case 5:
        this.#advance(4);
    }
  }

  #byte(): number {
    const byte = this.bytes[this.position];
    if (byte === undefined) throw new MalformedRequestError("it ends in the middle of a field");
    this.position += 1;
    return byte;
  }

  #advance(length: number): number {
    const start = this.position;
    if (start + length > this.bytes.length) {
      throw new MalformedRequestError("it ends in the middle of a field");
    }
    this.position = start + length;
    return start;
  }
}
