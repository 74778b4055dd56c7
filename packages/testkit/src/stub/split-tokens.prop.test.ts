import fc from "fast-check";
import { expect, test } from "vitest";
import { countTokens, splitTokens } from "./split-tokens.ts";

test("tokens joined are the text again, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(splitTokens(text).join("")).toBe(text);
    }),
  );
});

test("words and short runs of Chinese are tokens", () => {
  expect(splitTokens("What is it?\n")).toEqual(["What", " is", " it?", "\n"]);
  expect(countTokens("什么是量子纠缠？")).toBe(3);
  expect(countTokens("")).toBe(0);
});
