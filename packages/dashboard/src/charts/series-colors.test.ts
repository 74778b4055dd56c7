import fc from "fast-check";
import { expect, it } from "vitest";
import { chooseColors, SERIES_COLORS } from "./series-colors.ts";

const KEYS = fc.uniqueArray(fc.string(), { maxLength: SERIES_COLORS });

it("tells apart what is shown together, whatever is shown before", () => {
  fc.assert(
    fc.property(KEYS, KEYS, (before, now) => {
      const { given } = chooseColors(before, {});
      const { colors } = chooseColors(now, given);
      expect(new Set(colors.values()).size).toBe(now.length);
    }),
  );
});

it("gives a key the same colour whatever its rank and company", () => {
  const first = chooseColors(["gpt-4o", "claude", "gemini"], {});
  const second = chooseColors(["gemini", "gpt-4o"], first.given);
  const third = chooseColors(["zz-new", "aa-new", "claude"], second.given);
  expect(second.colors.get("gpt-4o")).toBe(first.colors.get("gpt-4o"));
  expect(second.colors.get("gemini")).toBe(first.colors.get("gemini"));
  expect(third.colors.get("claude")).toBe(first.colors.get("claude"));
  expect(chooseColors(["gpt-4o", "claude", "gemini"], third.given).colors).toEqual(first.colors);
});

it("remembers by a hash, and not without end", () => {
  const { given } = chooseColors(["someone@example.com"], {});
  expect(JSON.stringify(given)).not.toContain("someone");
  let many = given;
  for (let index = 0; index < 1_000; index += 1) many = chooseColors([`user_${index}`], many).given;
  expect(Object.keys(many).length).toBe(400);
});
