import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChangeableOptions } from "../options/monitor-options.ts";
import { PayloadCapture } from "./payload-capture.ts";

const TRACE = "0199abcd12347000800000007fffffff";

function captureOf(options: ChangeableOptions) {
  const errors: unknown[] = [];
  const capture = new PayloadCapture(options, (error) => void errors.push(error));
  const write = (value: unknown) => capture.writerFor(TRACE)?.(value, "input");
  return { capture, write, errors };
}

const limited = (maxLength: number, more: ChangeableOptions = {}) =>
  captureOf({ payloads: { sampleRate: 1, maxLength }, ...more });

describe("PayloadCapture", () => {
  it("keeps nothing unless told to, and can be told at run time", () => {
    const { capture, write } = captureOf({});
    expect(write("hello")).toBeUndefined();
    capture.configure({ payloads: "on", redaction: { patterns: [] } });
    expect(write("hello bob@example.com")).toBe("hello bob@example.com");
  });

  it("takes out keys and personal data, in texts and in JSON", () => {
    const { write } = captureOf({ payloads: "on" });
    expect(write("key sk-0123456789abcdef of bob@example.com")).toBe("key [redacted] of [email]");
    expect(write({ content: "call\n+4915112345678" })).toBe('{"content":"call\\n[phone]"}');
    expect(write(undefined)).toBeUndefined();
  });

  it("cuts by code point, after redaction", () => {
    const { write } = limited(12);
    expect(write("😀".repeat(20))).toBe(`${"😀".repeat(11)}…`);
    expect(write("to bob@example.com, hello")).toBe("to [email],…");
  });

  it("lets no half of a secret be seen, wherever it stands in a huge text", () => {
    const secrets = ["bob.miller@mail.example.com", "4111 1111 1111 1111", "sk-proj-0123456789abcdef"];
    const { write } = limited(20);
    // Keys in front shrink to a few characters, and so bring the first cut near: it lies at 1,104.
    const place = fc.oneof(fc.nat(1_300), fc.integer({ min: 1_030, max: 1_075 }));
    fc.assert(
      fc.property(fc.constantFrom(...secrets), place, fc.boolean(), (secret, at, shrinks) => {
        const filler = shrinks ? `sk-${"a".repeat(at + 30)} ` : "x ".repeat(at / 2);
        const kept = write(`${filler}${secret} ${"y ".repeat(2_000)}`) ?? "";
        for (const part of ["bob", "4111", "sk-"]) expect(kept).not.toContain(part);
        expect([...kept].length).toBeLessThanOrEqual(20);
      }),
      { numRuns: 400 },
    );
  });

  it("makes no half of a surrogate pair", () => {
    fc.assert(
      fc.property(fc.nat(3), fc.integer({ min: 1, max: 40 }), (shift, maxLength) => {
        const kept = limited(maxLength).write(`${"a".repeat(shift)}${"😀".repeat(2_000)}`) ?? "";
        expect(kept).not.toMatch(/\p{Surrogate}/u);
        expect([...kept].length).toBe(maxLength);
      }),
    );
  });

  it("has the application's own redaction see the whole clean text", () => {
    const seen: unknown[] = [];
    const redact = (text: string, where: unknown): string => {
      seen.push([text, where]);
      return text.replace("4711", "[order]");
    };
    const { write } = limited(20, { redaction: { redact } });
    expect(write("order 4711 of bob@example.com, please")).toBe("order [order] of [e…");
    expect(seen).toEqual([["order 4711 of [email], please", { side: "input" }]]);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("cannot read: secret words");
      },
    ],
    ["returns no text", () => undefined],
  ])("keeps nothing of the text when that %s, and reports it without quoting it", (_what, redact) => {
    const untyped: object = { payloads: "on", redaction: { redact } };
    const { write, errors } = captureOf(untyped);
    expect(write("secret words")).toBe("[redaction failed]");
    expect(errors).toHaveLength(1);
    expect(String(errors[0])).toContain("redaction.redact");
    expect(String(errors[0])).not.toContain("secret words");
  });
});
