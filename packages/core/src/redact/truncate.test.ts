import { describe, expect, it } from "vitest";
import { truncateCodePoints } from "./truncate.ts";

describe("truncateCodePoints", () => {
  it.each([
    ["a text that fits stays as it is", "hello", 5, "hello"],
    ["a longer text is cut and says so", "hello!", 5, "hell…"],
    ["a pair of surrogates counts as one", "😀😀😀", 3, "😀😀😀"],
    ["a pair of surrogates is never split", "😀😀😀", 2, "😀…"],
    ["a cut before a pair leaves no half of it", "a😀b", 2, "a…"],
    ["Chinese is counted by character", "什么是量子纠缠", 4, "什么是…"],
    ["room for one leaves the mark", "hello", 1, "…"],
    ["no room leaves nothing", "hello", 0, ""],
    ["a limit that is not a number leaves nothing", "hello", Number.NaN, ""],
    ["the empty text stays empty", "", 0, ""],
  ])("%s", (_what, text, max, expected) => {
    expect(truncateCodePoints(text, max)).toBe(expected);
  });
});
