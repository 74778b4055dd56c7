import fc from "fast-check";
import { expect, it } from "vitest";
import { ancestorsOf, barOf, layOutTrace, type PlacedSpan, unfoldedRows } from "./trace-tree.ts";

function span(spanId: string, parentSpanId?: string, at = 0, durationMs = 10): PlacedSpan {
  const startTime = `2026-01-15T12:00:00.000${String(at).padStart(3, "0")}Z`;
  return { spanId, startTime, durationMs, ...(parentSpanId !== undefined && { parentSpanId }) };
}

function shape(spans: readonly PlacedSpan[]) {
  return layOutTrace(spans).rows.map((row) => `${" ".repeat(row.depth)}${row.span.spanId}`);
}

it("puts children below their parents, by their start to the microsecond", () => {
  expect(shape([span("c", "a", 9), span("b", "a", 3), span("d", "b", 4), span("a")])).toEqual([
    "a",
    " b",
    "  d",
    " c",
  ]);
});

it("shows spans whose parent is missing, and says so", () => {
  const { rows } = layOutTrace([span("b", "gone", 2), span("c", "b", 3), span("a")]);
  expect(rows.map(({ span: { spanId }, isOrphan }) => [spanId, isOrphan])).toEqual([
    ["a", false],
    ["b", true],
    ["c", false],
  ]);
});

it("says so of nothing that is merely its own ancestor", () => {
  const { rows } = layOutTrace([span("a", "b"), span("b", "a", 1), span("c", "c", 2)]);
  expect(rows.map(({ isOrphan }) => isOrphan)).toEqual([false, false, false]);
});

const ids = fc.constantFrom(..."abcdefghij");
const anySpans = fc.array(fc.tuple(ids, fc.option(ids, { nil: undefined }), fc.nat({ max: 999 })), {
  maxLength: 30,
});

it("shows every span once, whatever the parents are, circles included", () => {
  fc.assert(
    fc.property(anySpans, (given) => {
      const spans = given.map(([id, parent, at]) => span(id, parent, at));
      const shown = layOutTrace(spans).rows.map((row) => row.span.spanId);
      expect(shown.toSorted()).toEqual([...new Set(given.map(([id]) => id))].toSorted());
    }),
  );
});

it("lays out a chain of 3,000 spans", () => {
  const chain = Array.from({ length: 3000 }, (_, at) => span(`s${at}`, at === 0 ? undefined : `s${at - 1}`));
  expect(layOutTrace(chain).rows.at(-1)).toMatchObject({ depth: 2999, childCount: 0 });
});

it("hides what lies below a folded span and nothing else", () => {
  const { rows } = layOutTrace([span("a"), span("b", "a", 1), span("c", "b", 2), span("d", "a", 3)]);
  const shown = unfoldedRows(rows, new Set(["b"]));
  expect(shown.map((row) => row.span.spanId)).toEqual(["a", "b", "d"]);
});

it("knows what a span lies below", () => {
  const { rows } = layOutTrace([
    span("a"),
    span("b", "a", 1),
    span("c", "b", 2),
    span("d", "a", 3),
    span("e", "d", 4),
  ]);
  expect(["a", "c", "e", "none"].map((id) => ancestorsOf(rows, id))).toEqual([
    [],
    ["b", "a"],
    ["d", "a"],
    [],
  ]);
});

it("places bars within the trace", () => {
  const layout = layOutTrace([span("a", undefined, 0, 10), span("b", "a", 500, 5)]);
  expect(layout.rows.map((row) => barOf(row, layout))).toEqual([
    { left: 0, width: 1 },
    { left: expect.closeTo(0.05), width: 0.5 },
  ]);
});

it("draws to the end what still runs, and as a mere mark what was refused or stopped without taking time", () => {
  const barsOf = (spans: readonly PlacedSpan[]) => {
    const layout = layOutTrace(spans);
    return layout.rows.map((row) => barOf(row, layout));
  };
  const untimed = (spanId: string, status: string, at = 0): PlacedSpan => {
    const { durationMs: _, ...placed } = span(spanId, undefined, at);
    return { ...placed, status };
  };
  expect(barsOf([untimed("a", "blocked")])).toEqual([{ left: 0, width: 0 }]);
  expect(barsOf([untimed("a", "cancelled")])).toEqual([{ left: 0, width: 0 }]);
  expect(barsOf([untimed("a", "running")])).toEqual([{ left: 0, width: 1 }]);
  expect(barsOf([span("a"), untimed("b", "running", 500), untimed("c", "blocked", 500)])).toEqual([
    { left: 0, width: 1 },
    { left: expect.closeTo(0.05), width: expect.closeTo(0.95) },
    { left: expect.closeTo(0.05), width: 0 },
  ]);
});
