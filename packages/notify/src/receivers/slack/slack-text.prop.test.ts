import fc from "fast-check";
import { expect, it } from "vitest";
import { escapeSlackText } from "./slack-text.ts";

const unescaped = (text: string) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

it("never exceeds its length, holds no bare reserved character, and is a beginning of the text", () => {
  const text = fc.string({ unit: fc.constantFrom(..."ab&<>;什", "😀", "&amp;") });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 40 }), (raw, maxLength) => {
      const escaped = escapeSlackText(raw, maxLength);
      expect(escaped.length).toBeLessThanOrEqual(maxLength);
      expect(escaped).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)|\p{Surrogate}/u);
      const plain = unescaped(escaped);
      expect(plain === raw || (plain.endsWith("…") && raw.startsWith(plain.slice(0, -1)))).toBe(true);
    }),
  );
});
