import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { WireEvent } from "../dialect.ts";
import { createEventParser } from "./event-parser.ts";

function parse(framing: "sse" | "ndjson", pieces: readonly Uint8Array[]): WireEvent[] {
  const parser = createEventParser(framing);
  const decoder = new TextDecoder();
  const events = pieces.flatMap((piece) => parser.push(decoder.decode(piece, { stream: true })));
  return [...events, ...parser.push(decoder.decode()), ...parser.end()];
}

const data = fc.string({ unit: "grapheme", minLength: 1 }).map((text) => JSON.stringify({ text }));
const event = fc.record({ type: fc.option(fc.constantFrom("delta", "done"), { nil: undefined }), data });
const lineEnd = fc.constantFrom("\n", "\r\n", "\r");

function written({ type, data: text }: WireEvent, end: string): string {
  return `: a comment${end}${type === undefined ? "" : `event: ${type}${end}`}data: ${text}${end}${end}`;
}

/** The bytes in pieces that begin at these offsets. */
function cutAt(bytes: Uint8Array, offsets: readonly number[]): Uint8Array[] {
  const cuts = [
    0,
    ...offsets.map((offset) => offset % (bytes.length + 1)).sort((a, b) => a - b),
    bytes.length,
  ];
  return cuts.slice(1).map((to, index) => bytes.subarray(cuts[index], to));
}

test("server-sent events are the same wherever the bytes are cut, whatever ends the lines", () => {
  fc.assert(
    fc.property(fc.array(event), lineEnd, fc.array(fc.nat()), (events, end, offsets) => {
      const bytes = new TextEncoder().encode(events.map((each) => written(each, end)).join(""));
      expect(parse("sse", cutAt(bytes, offsets))).toEqual(events);
    }),
  );
});

test("lines of JSON are the same wherever the bytes are cut", () => {
  fc.assert(
    fc.property(fc.array(data), lineEnd, fc.array(fc.nat()), (lines, end, offsets) => {
      const bytes = new TextEncoder().encode(lines.map((line) => line + end).join(""));
      expect(parse("ndjson", cutAt(bytes, offsets))).toEqual(lines.map((line) => ({ data: line })));
    }),
  );
});

test.each(["\n", "\r\n", "\r"])("every single byte offset, with the line end %j", (end) => {
  const events = [
    { type: undefined, data: '{"a":"héllo 世界 👩‍👩‍👧"}' },
    { type: "done", data: "[DONE]" },
  ];
  const bytes = new TextEncoder().encode(events.map((each) => written(each, end)).join(""));
  for (let at = 0; at <= bytes.length; at += 1)
    expect(parse("sse", [bytes.subarray(0, at), bytes.subarray(at)])).toEqual(events);
  expect(
    parse(
      "sse",
      [...bytes].map((byte) => new Uint8Array([byte])),
    ),
  ).toEqual(events);
});

test("lines of data are joined; a last event without its blank line counts; comments and ids do not", () => {
  const text = 'id: 1\nretry: 5\ndata:{"a":\ndata: 1}\n\n: ping\n\ndata: last';
  expect(parse("sse", [new TextEncoder().encode(text)])).toEqual([
    { type: undefined, data: '{"a":\n1}' },
    { type: undefined, data: "last" },
  ]);
});
