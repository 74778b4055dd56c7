import fc from "fast-check";
import { MalformedRequestError } from "./malformed-request-error.ts";

/** Ids in hex, never all zero. */
export const hexOf = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: length, maxLength: length })
    .map((digits) => digits.map((digit) => digit.toString(16)).join(""))
    .filter((hex) => /[1-9a-f]/.test(hex));

/** Any text that can be written in UTF-8. */
export const text = fc.string({ unit: "binary", maxLength: 20 }).filter((value) => value.isWellFormed());

const value = fc.oneof(
  text,
  fc.boolean(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((number) => !Object.is(number, -0) && !Number.isInteger(number)),
  fc.array(text, { maxLength: 3 }),
);

/** Attributes as OpenTelemetry's SDK takes them. */
export const attributes = fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), value, {
  maxKeys: 6,
  noNullPrototype: true,
});

/** Values of log bodies: maps inside each other as well. */
export const anyValue = fc.oneof(
  value,
  attributes,
  fc.dictionary(fc.string({ maxLength: 5 }), attributes, { maxKeys: 3, noNullPrototype: true }),
);

/** A time as the SDK writes it: seconds and nanoseconds. */
export const hrTime = fc.tuple(
  fc.integer({ min: 1, max: 4_000_000_000 }),
  fc.integer({ min: 0, max: 999_999_999 }),
);

/** Nanoseconds since the epoch of an {@link hrTime}. */
export const nanos = ([seconds, rest]: readonly [number, number]) =>
  BigInt(seconds) * 1_000_000_000n + BigInt(rest);

/** As plain JSON: without prototypes, 64-bit integers as text. */
export const plain = (item: unknown): unknown =>
  JSON.parse(JSON.stringify(item, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part)));

/** Requests as they may arrive: cut anywhere, with bytes changed, or any bytes at all. */
export const damaged = (request: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  fc
    .tuple(
      fc.oneof(request, fc.uint8Array({ maxLength: 200 }).map(Buffer.from)),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
    )
    .map(([bytes, cutAt, hits]) => {
      const copy = Buffer.from(bytes.subarray(0, Math.ceil(bytes.length * cutAt)));
      for (const [where, byte] of hits) if (copy.length > 0) copy[where % copy.length] = byte;
      return copy;
    });

/** What a reader reads; undefined when it refuses the request, and no other error. */
export function readOrRefused<Read>(read: () => Read): Read | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedRequestError) return undefined;
    throw error;
  }
}

const LISTS = {
  traces: ["resourceSpans", "scopeSpans", "spans", "events"],
  logs: ["resourceLogs", "scopeLogs", "logRecords", "body"],
  metrics: ["resourceMetrics", "scopeMetrics", "metrics", "gauge", "dataPoints"],
};

/** JSON objects whose keys are those of a request, with anything under them. */
export function jsonRequests(signal: keyof typeof LISTS): fc.Arbitrary<string> {
  const keys = [
    ...LISTS[signal],
    ...["attributes", "values", "traceId", "value", "kvlistValue", "arrayValue", "intValue", "status", "key"],
  ];
  const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
    leaf: fc.oneof(fc.jsonValue({ maxDepth: 1 }), hexOf(32)),
    tree: fc.oneof(
      { depthSize: "medium" },
      tie("leaf"),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie("tree"), { maxKeys: 5 }),
    ),
  }));
  return fc.dictionary(fc.constantFrom(...keys), tree).map((request) => JSON.stringify(request));
}

/** Texts that are no JSON object. */
export const NO_OBJECTS = ["", "{", "[", "[]", "null", "7", '"x"'];

/** Bytes of a protobuf field that no message of OTLP knows, in each wire type. */
export const UNKNOWN_FIELDS = Buffer.from([
  ...[0xf8, 0x3f, 0x96, 0x01],
  ...[0xf9, 0x3f, 1, 2, 3, 4, 5, 6, 7, 8],
  ...[0xfa, 0x3f, 3, 1, 2, 3],
  ...[0xfd, 0x3f, 1, 2, 3, 4],
]);

/** A protobuf field that holds bytes or a message. */
export function field(number: number, content: Buffer): Buffer {
  const length: number[] = [];
  let rest = content.length;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) length.push((rest % 0x80) | 0x80);
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length, rest]), content]);
}
