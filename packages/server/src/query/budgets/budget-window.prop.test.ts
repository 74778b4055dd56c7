import type { BudgetWindow } from "@breakwater/core/budget/budget-definition";
import fc from "fast-check";
import { expect, test } from "vitest";
import { windowAt, windowsBefore } from "./budget-window.ts";

const window: fc.Arbitrary<BudgetWindow> = fc.oneof(
  fc.record({
    every: fc.constantFrom("hour", "day", "week", "month"),
    timeZone: fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe"),
  }),
  fc.record({ rollingMs: fc.integer({ min: 1_000, max: 40 * 86_400_000 }) }),
);
const moment = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2027, 0) });

test("windows follow one another without a gap, up to the one that holds the instant", () => {
  fc.assert(
    fc.property(window, moment, fc.integer({ min: 1, max: 40 }), (kind, now, count) => {
      const windows = windowsBefore(kind, now, count);
      expect(windows).toHaveLength(count);
      expect(windows.at(-1)).toEqual(windowAt(kind, now));
      for (const [index, { start, end }] of windows.entries()) {
        expect(end).toBeGreaterThan(start);
        if (index > 0) expect(start).toBe(windows[index - 1]?.end);
      }
    }),
  );
});
