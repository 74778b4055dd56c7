import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capRange, fittedCap } from "./fitted-cap.ts";

const linear = (inputNanos: number, nanosPerToken: number) => (tokens: number) =>
  ({ kind: "bounded", nanos: inputNanos + tokens * nanosPerToken }) as const;

describe("fittedCap", () => {
  it("finds the one cap that fits where the next one does not", () => {
    const anyCall = fc.record({
      room: fc.nat({ max: 50_000 }),
      least: fc.integer({ min: 1, max: 100 }),
      span: fc.nat({ max: 2_000 }),
      inputNanos: fc.nat({ max: 20_000 }),
      nanosPerToken: fc.nat({ max: 30 }),
    });
    fc.assert(
      fc.property(anyCall, ({ room, least, span, inputNanos, nanosPerToken }) => {
        const most = least + span;
        const boundOf = linear(inputNanos, nanosPerToken);
        const isAffordable = (tokens: number) => boundOf(tokens).nanos <= room;
        const cap = fittedCap({ room, least, most, boundOf });
        if (cap === undefined) {
          expect(isAffordable(least)).toBe(false);
          return;
        }
        expect(cap).toBeGreaterThanOrEqual(least);
        expect(cap).toBeLessThanOrEqual(most);
        expect(isAffordable(cap)).toBe(true);
        expect(cap === most || !isAffordable(cap + 1)).toBe(true);
      }),
    );
  });

  it("asks few questions, and only one of a call that is far from the limit", () => {
    let questions = 0;
    const boundOf = (tokens: number) => {
      questions += 1;
      return linear(0, 1)(tokens);
    };
    fittedCap({ room: 1e9, least: 16, most: 128_000, boundOf });
    expect(questions).toBe(1);
    fittedCap({ room: 77_777, least: 16, most: 128_000, boundOf });
    expect(questions).toBeLessThan(22);
  });

  it("fits nothing to a model without a price", () => {
    const boundOf = () => ({ kind: "unpriced", reason: "unknown_model" }) as const;
    expect(fittedCap({ room: 1e9, least: 16, most: 100, boundOf })).toBeUndefined();
  });
});

describe("capRange", () => {
  const gpt4o = { provider: "openai", requestModel: "gpt-4o", request: {} };
  const unknown = { requestModel: "mine", request: {} };

  it("ends at what the model accepts, or at less when told so", () => {
    expect(capRange(gpt4o, { minTokens: 16 }, 4_096)).toEqual({ least: 16, most: 16_384 });
    expect(capRange(gpt4o, { minTokens: 16, maxTokens: 500 }, 4_096)).toEqual({ least: 16, most: 500 });
    expect(capRange(gpt4o, { minTokens: 16, maxTokens: 90_000 }, 4_096)).toEqual({ least: 16, most: 16_384 });
  });

  it("ends at what is assumed where the model's limit is not known, or at what is told", () => {
    expect(capRange(unknown, { minTokens: 16 }, 4_096)).toEqual({ least: 16, most: 4_096 });
    expect(capRange(unknown, { minTokens: 16, maxTokens: 9_000 }, 4_096)).toEqual({ least: 16, most: 9_000 });
  });

  it("is never empty", () => {
    expect(capRange(unknown, { minTokens: 200 }, 100)).toEqual({ least: 100, most: 100 });
  });
});
