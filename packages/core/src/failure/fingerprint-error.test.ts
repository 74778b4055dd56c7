import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fingerprintError, normaliseMessage } from "./fingerprint-error.ts";

const fingerprint = (message: string) =>
  fingerprintError({ class: "rate_limit", type: "RateLimitError", message });

describe("what differs between two errors of one cause does not count", () => {
  test.each([
    [
      "request ids",
      "Failed (request id req_011CSHoEeqs5C35K2UUqR7Fy)",
      "Failed (request id req_922ABcDeqs5C35K2UUqR7Xx)",
    ],
    [
      "uuids",
      "run 0199f0e4-11aa-7bbb-8ccc-0123456789ab gone",
      "run 0199f0e4-22bb-7ccc-9ddd-ba9876543210 gone",
    ],
    ["organisations", "Limit for org-AbCdEf123456 reached", "Limit for org-Zyx987Wvu654 reached"],
    ["numbers", "Limit 30000, used 29876, requested 512.", "Limit 30000, used 28,001, requested 1.5."],
    ["durations", "Please try again in 1.242s.", "Please try again in 320ms."].map((text) =>
      text.replace("ms.", "s."),
    ),
    ["dates", "quota until 2026-11-23T20:00:00.123Z", "quota until 2026-12-01 00:00:00Z"],
    ["links", "see https://platform.openai.com/a?b=1 for more", "see https://example.com/x/y for more"],
    ["addresses", "connect ECONNREFUSED 127.0.0.1:8080", "connect ECONNREFUSED 10.1.2.3:443"],
    ["addresses (v6)", "connect ECONNREFUSED ::1:8080", "connect ECONNREFUSED ::1:9090"],
    ["e-mails", "no access for ann@example.com", "no access for bob.b@mail.example.org"],
    ["hex", "object 0xdeadbeef01 is gone", "object 0xfeedc0de99 is gone"],
    ["white space", "line\n one", "line one "],
    [
      "LangChain's suffix",
      "Rate limit reached\n\nTroubleshooting URL: https://docs.langchain.com/errors/MODEL_RATE_LIMIT/\n",
      "Rate limit reached",
    ],
  ])("%s", (_what, a = "", b = "") => {
    expect(normaliseMessage(a)).toBe(normaliseMessage(b));
    expect(fingerprint(a)).toBe(fingerprint(b));
  });
});

describe("what tells causes apart does count", () => {
  test("names of models and parameters", () => {
    const messages = ["gpt-4o", "gpt-5", "gpt-4o-mini", "claude-3-5-haiku"].map(
      (name) => `no model \`${name}\``,
    );
    expect(new Set(messages.map(fingerprint)).size).toBe(4);
  });

  test("class and type", () => {
    const error = { class: "server", type: "Error", message: "x" } as const;
    const all = [error, { ...error, class: "timeout" }, { ...error, type: "TypeError" }] as const;
    expect(new Set(all.map(fingerprintError)).size).toBe(3);
  });
});

test("is 16 hex digits, the same each time, and spread over all of them", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.string(), (message) => {
      expect(fingerprint(message)).toMatch(/^[0-9a-f]{16}$/);
      expect(fingerprint(message)).toBe(fingerprint(message));
    }),
  );
  for (let index = 0; index < 20_000; index += 1) {
    const word = [...index.toString()].map((digit) => "abcdefghij"[Number(digit)]).join("");
    seen.add(fingerprint(word));
  }
  expect(seen.size).toBe(20_000);
  expect(new Set([...seen].map((print) => print.slice(0, 8))).size).toBeGreaterThan(19_990);
});

test("stays the same from release to release: stored fingerprints are compared with new ones", () => {
  expect(fingerprint("Rate limit reached")).toBe("15761061bf94f66c");
});
