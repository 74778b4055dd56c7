import fc from "fast-check";
import { expect, test } from "vitest";
import { compareAge, journalLayout, MAX_SLOTS, rotatedName, segmentNameParser } from "./segment-names.ts";

const layout = journalLayout("/logs/production.jsonl");
const anyRotated = fc.record({
  slot: fc.integer({ min: 1, max: MAX_SLOTS }),
  rotatedAtMs: fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) }),
  sequence: fc.integer({ min: 1, max: 9_999_999 }),
});

test("every rotated name reads back as what it was made of", () => {
  fc.assert(
    fc.property(anyRotated, (rotated) => {
      const named = rotatedName(layout, rotated);
      expect(segmentNameParser(layout)(named.name)).toEqual(named);
    }),
  );
});

test("names of one slot sort by age as text, while there are fewer than a million", () => {
  fc.assert(
    fc.property(anyRotated, anyRotated, (left, right) => {
      const [older, newer] = [left, right]
        .map((rotated) =>
          rotatedName(layout, { ...rotated, slot: 3, sequence: rotated.sequence % 1_000_000 }),
        )
        .sort(compareAge);
      expect(String(older?.name) <= String(newer?.name)).toBe(true);
    }),
  );
});
