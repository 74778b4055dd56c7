import { expect, it } from "vitest";
import { errorLabel, shortFingerprint } from "./error-label.ts";

it.each([
  ["RateLimitError", "429 Too many requests", "RateLimitError: 429 Too many requests"],
  ["TimeoutError", "No answer\n  after 30 s from the provider", "TimeoutError: No answer after 30 s from…"],
  ["TypeError", "", "TypeError"],
  ["", "fetch failed", "fetch failed"],
])("calls an error %s with the message %j %j", (errorType, message, label) => {
  expect(errorLabel({ errorType, message })).toBe(label);
});

it("shortens a fingerprint of which nothing is known", () => {
  expect(shortFingerprint("0123456789abcdef")).toBe("01234567");
});
