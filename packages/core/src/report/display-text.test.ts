import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { displayWidth, fitText, padText, plainText } from "./display-text.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: fc.constantFrom("量", "子", "a", "👩‍🔬", "é", "🇩🇪", "ﾊﾞ", " "), maxLength: 30 }),
);

describe("plainText", () => {
  it("takes the power out of escapes, bidirectional overrides, line breaks and lone surrogates", () => {
    expect(plainText("\u001b[31mred\u001b[0m")).toBe("\u{fffd}[31mred\u{fffd}[0m");
    expect(plainText("abc\u202edef")).toBe("abc\u{fffd}def");
    expect(plainText("a\r\n\tb\u2028c")).toBe("a b c");
    expect(plainText("x\ud800y")).toBe("x\u{fffd}y");
  });

  it("leaves CJK, joined emoji and combining marks as they are", () => {
    expect(plainText("量子 👩‍🔬 é")).toBe("量子 👩‍🔬 é");
  });
});

describe("fitText and padText", () => {
  it("cuts between characters as people see them", () => {
    expect(fitText("量子もつれ", 6)).toBe("量子…");
    expect(fitText("👩‍🔬👩‍🔬", 3)).toBe("👩‍🔬…");
    expect(fitText("abc", 3)).toBe("abc");
    expect(fitText("abcd", 1)).toBe("…");
  });

  it("give exactly the width asked for, whatever the text", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 30 }), (raw, width) => {
        const text = plainText(raw);
        const fitted = fitText(text, width);
        expect(displayWidth(fitted)).toBeLessThanOrEqual(width);
        expect(displayWidth(padText(fitted, width, "right"))).toBe(width);
        if (displayWidth(text) <= width) expect(fitted).toBe(text);
      }),
    );
  });
});
