import { expect, it } from "vitest";
import { parseRetryAfterMs } from "./retry-after.ts";

const now = Date.UTC(2026, 0, 15, 12);

it.each([
  ["seconds", "30", 30_000],
  ["no wait", "0", 0],
  ["a fraction of a second", "0.5", 500],
  ["a date", "Thu, 15 Jan 2026 12:01:00 GMT", 60_000],
  ["a date that has passed", "Thu, 15 Jan 2026 11:00:00 GMT", 0],
  ["nothing", "", undefined],
  ["no header", null, undefined],
  ["a negative number", "-5", undefined],
  ["nonsense", "soon", undefined],
])("understands %s", (_what, header, expected) => {
  expect(parseRetryAfterMs(header, now)).toBe(expected);
});
