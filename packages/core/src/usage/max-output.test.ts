import fc from "fast-check";
import { expect, test } from "vitest";
import { outputCap } from "./max-output.ts";

test.each([
  [{ max_tokens: 100 }, { cap: 100, choices: 1 }],
  [
    { max_completion_tokens: 100, max_tokens: undefined },
    { cap: 100, choices: 1 },
  ],
  [{ max_output_tokens: 7 }, { cap: 7, choices: 1 }],
  [{ maxOutputTokens: 7 }, { cap: 7, choices: 1 }],
  [{ generationConfig: { maxOutputTokens: 9, candidateCount: 2 } }, { cap: 18, choices: 2 }],
  [{ inferenceConfig: { maxTokens: 9 } }, { cap: 9, choices: 1 }],
  [{ options: { num_predict: 12 } }, { cap: 12, choices: 1 }],
  [{ options: { num_predict: -1 } }, { choices: 1 }],
  [
    { max_tokens: 100, n: 3 },
    { cap: 300, choices: 3 },
  ],
  [
    { max_tokens: 100, n: 2, best_of: 5 },
    { cap: 500, choices: 5 },
  ],
  [{ n: 4 }, { choices: 4 }],
  [
    { max_tokens: 10, max_completion_tokens: 20 },
    { cap: 20, choices: 1 },
  ],
  [{ max_tokens: 0 }, { choices: 1 }],
  [{ max_tokens: "100" }, { choices: 1 }],
  [{}, { choices: 1 }],
  [undefined, { choices: 1 }],
])("%j allows %j", (params, expected) => {
  expect(outputCap(params)).toEqual(expected);
});

test("never throws", () => {
  fc.assert(fc.property(fc.anything(), (params) => outputCap(params).choices >= 1));
});
