import { buildRecord } from "@breakwater/testkit/record-builder";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type PaidSpan, spendBelow, spendOf } from "./span-spend.ts";
import { layOutTrace } from "./trace-tree.ts";

const UNPRICED = { source: "unpriced", reason: "unknown_model" } as const;

it("counts what has no known price apart, and nothing that was not paid for", () => {
  const spans = [
    buildRecord(),
    buildRecord({ cost: UNPRICED }),
    buildRecord({ cached: true }),
    buildRecord({ status: "blocked" }),
    buildRecord({ kind: "agent", usage: { inputTokens: 100, outputTokens: 20 } }),
  ];
  expect(spendOf(spans)).toEqual({
    costNanos: 450_000,
    pricedCalls: 1,
    unpricedCalls: 1,
    inputTokens: 300,
    outputTokens: 60,
    toldCalls: 3,
  });
});

it("knows that nothing is known of tokens where no call told any", () => {
  const silent = [buildRecord({ status: "error" }), buildRecord({ status: "blocked" })];
  expect(spendOf(silent)).toMatchObject({ inputTokens: 0, outputTokens: 0, toldCalls: 0 });
});

it("gives each span what it and all below it cost, whatever the tree", () => {
  const parents = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(parents, (chosen) => {
      const spans = chosen.map((parent, place) =>
        buildRecord({
          spanId: `s${place}`,
          parentSpanId: place === 0 || parent >= place ? undefined : `s${parent}`,
          kind: place % 3 === 0 ? "tool" : "llm",
          ...(place % 5 === 1 && { cost: UNPRICED }),
        }),
      );
      const below = (spanId: string): PaidSpan[] =>
        spans.flatMap((span) =>
          span.spanId === spanId ? [span] : span.parentSpanId === spanId ? below(span.spanId) : [],
        );
      const found = spendBelow(layOutTrace(spans).rows);
      for (const { spanId } of spans) expect(found.get(spanId)).toEqual(spendOf(below(spanId)));
    }),
  );
});
