import fc from "fast-check";
import { expect, it } from "vitest";
import { parseSearch, writeSearch } from "./address.ts";

it("writes repeated parameters for lists, and nothing for nothing", () => {
  expect(writeSearch({ from: "now-1h", model: ["a b", "c&d"], user: undefined })).toBe(
    "?from=now-1h&model=a+b&model=c%26d",
  );
  expect(writeSearch({})).toBe("");
});

it("reads what it wrote, whatever people call their users", () => {
  const name = fc.string({ minLength: 1 }).filter((text) => text !== "__proto__");
  const value = fc.oneof(fc.string(), fc.array(fc.string(), { minLength: 2 }));
  fc.assert(
    fc.property(fc.dictionary(name, value), (search) => {
      expect(parseSearch(writeSearch(search))).toEqual({ ...search });
    }),
  );
});
