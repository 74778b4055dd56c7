import { expect, it } from "vitest";
import { KnownFingerprints } from "./known-fingerprints.ts";
import { SeenValues } from "./seen-values.ts";

it("KnownFingerprints forgets the one not seen for longest", () => {
  const known = new KnownFingerprints(2);
  expect(known.ageMs("a", 0)).toBe(0);
  expect(known.ageMs("b", 10)).toBe(0);
  expect(known.ageMs("a", 20)).toBe(20);
  expect(known.ageMs("c", 30)).toBe(0);
  expect(known.ageMs("a", 40)).toBe(40);
  expect(known.ageMs("b", 50)).toBe(0);
});

it("SeenValues says when there may be more, and no longer once that is past", () => {
  const seen = new SeenValues(2);
  for (const [time, value] of ["a", "b", "a", "c"].entries()) seen.add(value, time);
  expect([seen.values(), seen.size, seen.hasMore]).toEqual([["a", "b"], 2, true]);
  seen.forgetBefore(2);
  expect([seen.values(), seen.hasMore]).toEqual([["a"], true]);
  seen.forgetBefore(4);
  expect([seen.values(), seen.hasMore]).toEqual([[], false]);
});

it("SeenValues share their room and give it back", () => {
  const room = { left: 3 };
  const [one, two] = [new SeenValues(10, room), new SeenValues(10, room)];
  for (const value of ["a", "b"]) one.add(value, 0);
  for (const value of ["a", "b"]) two.add(value, 0);
  expect([one.size, two.size, two.hasMore, room.left]).toEqual([2, 1, true, 0]);
  one.clear();
  two.add("b", 1);
  expect([two.size, room.left]).toEqual([2, 1]);
});
