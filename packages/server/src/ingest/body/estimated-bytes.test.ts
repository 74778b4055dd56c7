import { expect, it } from "vitest";
import { estimatedBytes } from "./estimated-bytes.ts";

it.each([
  ["a text", "four", 24 + 8],
  ["a text beyond Latin", "量子", 24 + 4],
  ["a long text of ASCII", "a".repeat(300), 24 + 300],
  ["a long text with one character that is not", `${"a".repeat(299)}量`, 24 + 600],
  ["a number", 7, 16],
  ["an integer beyond 2^53", 7n, 16],
  ["nothing", null, 16],
  ["a list", ["four", 7], 48 + 16 + 32 + 16 + 16],
  ["an object", { a: "four", b: { c: true } }, 48 + 17 + 32 + 17 + 48 + 17 + 16],
  ["a long name", { ["n".repeat(256)]: 7 }, 48 + 16 + 256 + 16],
])("estimates %s", (_, value, bytes) => {
  expect(estimatedBytes(value)).toBe(bytes);
});
