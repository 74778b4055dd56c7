import fc from "fast-check";
import { expect, it } from "vitest";
import { truncateCodePoints } from "./truncate.ts";

const anyText = fc.string({ unit: "binary" });
const loneSurrogate = /\p{Surrogate}/u;

it("is at most max code points long, a prefix but for the mark, and whole when it fits", () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 30 }), (text, max) => {
      const cut = truncateCodePoints(text, max);
      const points = [...text];
      expect([...cut].length).toBeLessThanOrEqual(max);
      expect(cut).toBe(points.length <= max ? text : `${points.slice(0, max - 1).join("")}…`);
    }),
  );
});

it("makes no lone surrogate that was not there", () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 0, max: 30 }), (text, max) => {
      fc.pre(!loneSurrogate.test(text));
      expect(truncateCodePoints(text, max)).not.toMatch(loneSurrogate);
    }),
  );
});
