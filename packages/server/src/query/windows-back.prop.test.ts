import fc from "fast-check";
import { expect, it } from "vitest";
import { windowsBack } from "./windows-back.ts";

it("covers the range once, from its end back, in few steps", () => {
  const DAY_MS = 86_400_000;
  fc.assert(
    fc.property(
      fc.integer({ min: -DAY_MS, max: 1e13 }),
      fc.integer({ min: 1, max: 400 * DAY_MS }),
      fc.boolean(),
      (from, length, isOfFew) => {
        const windows = [...windowsBack({ from, to: from + length }, isOfFew)];
        expect(windows[0]?.to).toBe(from + length);
        expect(windows.at(-1)?.from).toBe(from);
        for (const [index, window] of windows.entries()) {
          expect(window.from).toBeLessThan(window.to);
          if (index > 0) expect(window.to).toBe(windows[index - 1]?.from);
        }
        expect(windows.length).toBeLessThanOrEqual(isOfFew ? 5 : 9);
      },
    ),
  );
});
