import fc from "fast-check";
import { expect, it } from "vitest";
import { isJsonStructure, prettyJson } from "./pretty-json.ts";

it("writes JSON over lines as JSON.stringify does, whatever it was written like", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 1, 3), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      expect(prettyJson(text)).toBe(JSON.stringify(JSON.parse(text), undefined, 2));
    }),
  );
});

it("keeps long numbers and names that occur twice", () => {
  expect(prettyJson('{"id":12345678901234567890,"a":1,"a":1.50}')).toBe(
    '{\n  "id": 12345678901234567890,\n  "a": 1,\n  "a": 1.50\n}',
  );
});

it.each(["plain", "{", "", '{"a":1} and more'])("takes %j for no JSON", (text) => {
  expect(prettyJson(text)).toBeUndefined();
  expect(isJsonStructure(text)).toBe(false);
});

it("tells structures from single values", () => {
  expect(["[1]", ' {"a":1}', "1", '"[1]"'].map(isJsonStructure)).toEqual([true, true, false, false]);
});
