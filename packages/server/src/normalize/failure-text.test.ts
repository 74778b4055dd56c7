import { expect, it } from "vitest";
import { failureText } from "./failure-text.ts";

it.each([
  ["a plain message", "429 Slow down", { message: "429 Slow down" }],
  ["JavaScript's stack", "Bad\n    at run (file:///app.mjs:1:2)\n    at b", { message: "Bad" }],
  ["Python's stack", "Bad\nTraceback (most recent call last):\n  File", { message: "Bad" }],
  [
    "LangChain's message and stack",
    "429 Slow down\n\nSee: docs\n\n\nRateLimitError: 429 Slow down\n\nSee: docs\n\n    at run (file:///app.mjs:1:2)",
    { message: "429 Slow down\n\nSee: docs", type: "RateLimitError" },
  ],
  ["paragraphs that are no repetition", "One\n\nNote: two", { message: "One\n\nNote: two" }],
  ["nothing but a stack", "\n    at run", { message: "" }],
])("reads %s", (_, text, told) => {
  expect(failureText(text)).toEqual(told);
});
