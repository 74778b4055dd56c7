import { describe, expect, it } from "vitest";
import { lengthField, numberField } from "./export-response.ts";
import { MalformedRequestError } from "./malformed-request-error.ts";
import type { CutReason, DecodedTraces, DecodeLimits } from "./otlp-span.ts";
import { readTraces } from "./read-traces.ts";
import { readTracesJson } from "./read-traces-json.ts";

const LIMITS: DecodeLimits = {
  maxSpans: 2,
  maxAttributesPerSpan: 3,
  maxValueLength: 8,
  maxDepth: 1,
  maxEventsPerSpan: 2,
};

/** What a test puts into each span: texts by name, values inside each other, and events. */
interface Sent {
  readonly spans?: number;
  readonly texts?: readonly string[];
  readonly depth?: number;
  readonly list?: number;
  readonly events?: number;
}

interface Form {
  readonly name: string;
  read(sent: Sent, limits: DecodeLimits): DecodedTraces;
}

const times = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, i) => item(i));

const text = (value: string) => lengthField(1, Buffer.from(value));
const nested = (depth: number): Buffer =>
  depth === 0 ? text("in") : lengthField(5, lengthField(1, nested(depth - 1)));
const keyValue = (key: string, value: Buffer) =>
  Buffer.concat([lengthField(1, Buffer.from(key)), lengthField(2, value)]);

function protobufOf({ spans = 1, texts = [], depth, list, events = 0 }: Sent): Buffer {
  const attributes = [
    ...texts.map((value, index) => keyValue(`k${index}`, text(value))),
    ...(depth === undefined ? [] : [keyValue("deep", nested(depth))]),
    ...(list === undefined
      ? []
      : [keyValue("list", lengthField(5, Buffer.concat(times(list, () => lengthField(1, text("x"))))))]),
  ];
  const span = (index: number) =>
    Buffer.concat([
      lengthField(1, Buffer.alloc(16, index + 1)),
      lengthField(2, Buffer.alloc(8, index + 1)),
      Buffer.from([(7 << 3) | 1, 0, 0, 0, 0, 0, 0, 0, 0x18]),
      ...attributes.map((attribute) => lengthField(9, attribute)),
      ...times(events, (which) => lengthField(11, lengthField(2, Buffer.from(`e${which}`)))),
      numberField(6, 1),
    ]);
  const scope = Buffer.concat(times(spans, (index) => lengthField(2, span(index))));
  return lengthField(1, lengthField(2, scope));
}

function jsonOf({ spans = 1, texts = [], depth, list, events = 0 }: Sent): string {
  const deep = (left: number): object =>
    left === 0 ? { stringValue: "in" } : { arrayValue: { values: [deep(left - 1)] } };
  const attributes = [
    ...texts.map((value, index) => ({ key: `k${index}`, value: { stringValue: value } })),
    ...(depth === undefined ? [] : [{ key: "deep", value: deep(depth) }]),
    ...(list === undefined
      ? []
      : [{ key: "list", value: { arrayValue: { values: times(list, () => ({ stringValue: "x" })) } } }]),
  ];
  const span = (index: number) => ({
    traceId: String(index + 1).repeat(32),
    spanId: String(index + 1).repeat(16),
    startTimeUnixNano: "1768478400000000000",
    attributes,
    events: times(events, (which) => ({ name: `e${which}` })),
  });
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: times(spans, span) }] }] });
}

const FORMS: readonly Form[] = [
  { name: "protobuf", read: (sent, limits) => readTraces(protobufOf(sent), limits) },
  { name: "JSON", read: (sent, limits) => readTracesJson(jsonOf(sent), limits) },
];

describe.each(FORMS)("the limits of a request in $name", ({ read }) => {
  function counted(sent: Sent) {
    const cut: Partial<Record<CutReason, number>> = {};
    const onCut = (reason: CutReason, count = 1) => {
      cut[reason] = (cut[reason] ?? 0) + count;
    };
    return { cut, ...read(sent, { ...LIMITS, onCut }) };
  }

  it("are not felt by what lies within them", () => {
    const { spans, rejected, cut } = counted({ spans: 2, texts: ["12345678"], depth: 1, list: 3, events: 2 });
    expect([spans.length, rejected, cut]).toEqual([2, {}, {}]);
    expect({ ...spans[0]?.attributes }).toEqual({ k0: "12345678", deep: ["in"], list: ["x", "x", "x"] });
  });

  it("reject the spans that are too many, and count them", () => {
    const { spans, rejected } = counted({ spans: 5 });
    expect([spans.length, rejected]).toEqual([2, { too_many_spans: 3 }]);
  });

  it("leave out attributes, items of lists, and events that are too many", () => {
    const { spans, cut } = counted({ texts: ["a", "b", "c", "d", "e"], events: 6 });
    expect(Object.keys(spans[0]?.attributes ?? {})).toEqual(["k0", "k1", "k2"]);
    expect(spans[0]?.events.map(({ name }) => name)).toEqual(["e0", "e1"]);
    expect(cut).toEqual({ attribute_left_out: 2, event_left_out: 4 });
    const { spans: listed, cut: items } = counted({ list: 7 });
    expect([listed[0]?.attributes["list"], items]).toEqual([["x", "x", "x"], { attribute_left_out: 4 }]);
  });

  it("cut texts that are too long, between characters, and what is nested too deep", () => {
    const { spans, cut } = counted({ texts: ["123456789", "1234567😀"], depth: 3 });
    expect({ ...spans[0]?.attributes }).toEqual({ k0: "12345678", k1: "1234567", deep: [[null]] });
    expect(cut).toEqual({ text_cut: 2, nested_too_deep: 1 });
  });
});

it.each([
  ["[]", "no JSON object"],
  ['{"resourceSpans":"x"}', "resourceSpans is no list"],
  ['{"resourceSpans":{}}', "resourceSpans is no list"],
  ['{"resourceSpans":[{"scopeSpans":1}]}', "scopeSpans is no list"],
  ['{"resource_spans":[{"scope_spans":[{"spans":"x"}]}]}', "spans is no list"],
])("a request that is no request is refused: %s", (text, words) => {
  expect(() => readTracesJson(text, LIMITS)).toThrow(MalformedRequestError);
  expect(() => readTracesJson(text, LIMITS)).toThrow(words);
});

it.each(["{}", '{"resourceSpans":[]}', '{"resourceSpans":null}', '{"resourceSpans":[{}]}'])(
  "an empty request is one: %s",
  (text) => {
    expect(readTracesJson(text, LIMITS)).toEqual({ spans: [], rejected: {} });
  },
);
