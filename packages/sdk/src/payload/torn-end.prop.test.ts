import { truncateCodePoints } from "@breakwater/core/redact/truncate";
import fc from "fast-check";
import { expect, it } from "vitest";
import { withoutTornEnd } from "./torn-end.ts";

const secrets = [
  "bob.miller@mail.example.com",
  "4111 1111 1111 1111",
  "+49 151 1234 5678",
  "sk-proj-0123456789abcdef",
];

it("lets nothing of what a cut has torn be seen, wherever the cut goes through it", () => {
  const place = fc.integer({ min: 1, max: 30 });
  fc.assert(
    fc.property(fc.constantFrom(...secrets), place, (secret, kept) => {
      fc.pre(kept + 1 < secret.length);
      const before = `${"word ".repeat(60)}to `;
      const cut = truncateCodePoints(before + secret, before.length + kept + 1);
      expect(withoutTornEnd(cut)).toBe(`${before.trimEnd()}…`);
    }),
  );
});

it("keeps texts that were not cut, and most of those that were", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 600 }), (text) => {
      expect(withoutTornEnd(text)).toBe(text);
      const cut = `${text}…`;
      expect(withoutTornEnd(cut).length).toBeGreaterThanOrEqual(cut.length - 322);
      expect(cut.startsWith(withoutTornEnd(cut).slice(0, -1))).toBe(true);
    }),
  );
});
