import { describe, expect, it } from "vitest";
import { durationText, escapeSlackText, slackLink, slackTime } from "./slack-text.ts";

describe("escapeSlackText", () => {
  it.each([
    ["a mention is only text", "<!channel> & <@U1>", 100, "&lt;!channel&gt; &amp; &lt;@U1&gt;"],
    ["a text of exactly the length stays", "abcde", 5, "abcde"],
    ["a longer one is cut", "abcdef", 5, "abcd…"],
    ["an entity is not cut", "ab&cd", 6, "ab…"],
    ["an entity that just fits stays", "a&", 6, "a&amp;"],
    ["a code point is not cut", "a😀b", 3, "a…"],
  ])("%s", (_what, text, maxLength, expected) => {
    expect(escapeSlackText(text, maxLength)).toBe(expected);
  });
});

describe("slackLink", () => {
  it.each([
    ["a web address", "https://h.example/a?b=1&c=2", "<https://h.example/a?b=1&amp;c=2|text>"],
    [
      "an address that would break out",
      "https://h.example/a|b>c<d",
      "<https://h.example/a%7Cb%3Ec%3Cd|text>",
    ],
    ["a script", "javascript:alert(1)", "text"],
    ["no address", "here", "text"],
  ])("%s", (_what, url, expected) => {
    expect(slackLink(url, "text")).toBe(expected);
  });
});

it.each([
  [0, "less than a second"],
  [-5, "less than a second"],
  [59_999, "59s"],
  [60_000, "1m"],
  [303_000, "5m 3s"],
  [7_440_000, "2h 4m"],
  [7_203_000, "2h"],
  [90_000_000, "1d 1h"],
])("%i ms are %s", (durationMs, expected) => {
  expect(durationText(durationMs)).toBe(expected);
});

it("a time is shown in the reader's zone, and in UTC where that is not possible", () => {
  expect(slackTime(Date.UTC(2026, 0, 15, 12) + 999)).toBe(
    "<!date^1768478400^{date_short_pretty} {time_secs}|2026-01-15T12:00:00Z>",
  );
  expect(slackTime(1e20)).toBe("an unknown time");
});
