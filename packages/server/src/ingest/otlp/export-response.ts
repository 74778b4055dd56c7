import type { IngestReceipt } from "../ingest-receipt.ts";

/** An OTLP request may be told what of it was not taken; OTLP calls that a partial success. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

/**
 * What a receipt tells the sender, when something was not taken or not kept. OTLP calls it a warning when nothing was
 * rejected: there is no use in sending again.
 */
export function partialSuccessOf({ rejected, expired }: IngestReceipt): PartialSuccess | undefined {
  const reasons = Object.entries(rejected);
  const words = reasons.map(([reason, count]) => `${reason}: ${count}`);
  if (expired !== undefined) words.push(`older than they would be kept: ${expired}`);
  if (words.length === 0) return undefined;
  return { rejected: reasons.reduce((sum, [, count]) => sum + count, 0), message: words.join(", ") };
}

/** An `Export*ServiceResponse` in JSON; `countName` is `rejectedSpans` or alike. */
export function jsonExportResponse(partial: PartialSuccess | undefined, countName: string): object {
  if (partial === undefined) return {};
  return { partialSuccess: { [countName]: String(partial.rejected), errorMessage: partial.message } };
}

/** An `Export*ServiceResponse` in protobuf: field 1 is the partial success, with a count and a message. */
export function protobufExportResponse(partial: PartialSuccess | undefined): Buffer {
  if (partial === undefined) return Buffer.alloc(0);
  const { rejected, message } = partial;
  return lengthField(1, Buffer.concat([numberField(1, rejected), lengthField(2, Buffer.from(message))]));
}

/** A protobuf field that holds a whole number, at least 0. */
export function numberField(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

/** A protobuf field that holds text, bytes or a message. */
export function lengthField(field: number, content: Buffer): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.from([...bytes, rest]);
}
