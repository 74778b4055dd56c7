import fc from "fast-check";
import { expect, test } from "vitest";
import { GenerationCache } from "./generation-cache.ts";

test("holds at most two generations, and what it returns is what was last set", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.tuple(fc.nat(30), fc.nat())),
      (capacity, sets) => {
        const cache = new GenerationCache<number>(capacity);
        const truth = new Map<string, number>();
        for (const [key, value] of sets) {
          cache.set(String(key), value);
          truth.set(String(key), value);
          expect(cache.size).toBeLessThanOrEqual(2 * capacity);
          for (const [name, expected] of truth) expect([undefined, expected]).toContain(cache.get(name));
          expect(cache.get(String(key))).toBe(value);
        }
      },
    ),
  );
});

test("what is read again and again stays, however much passes by", () => {
  const cache = new GenerationCache<string>(10);
  cache.set("hot", "here");
  for (let index = 0; index < 1_000; index += 1) {
    cache.set(`passing-${index}`, "x");
    expect(cache.get("hot")).toBe("here");
  }
  expect(cache.get("passing-1")).toBeUndefined();
});
