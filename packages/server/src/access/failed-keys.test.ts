import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { expect, it } from "vitest";
import { FailedKeys } from "./failed-keys.ts";

it("has an address with too many wrong keys wait, but for the keys that it used before", async () => {
  const clock = createFakeClock();
  const keys = new FailedKeys(clock);
  keys.note("10.0.0.1", "good", true);
  for (let which = 0; which < 10; which += 1) {
    expect(keys.waitMs("10.0.0.1", `wrong-${which}`)).toBe(0);
    keys.note("10.0.0.1", `wrong-${which}`, false);
  }
  expect(keys.waitMs("10.0.0.1", "wrong-10")).toBeGreaterThan(0);
  expect(keys.waitMs("10.0.0.1", "good, and never used from there")).toBeGreaterThan(0);
  expect(keys.waitMs("10.0.0.1", "good")).toBe(0);
  expect(keys.waitMs("10.0.0.2", "wrong-10")).toBe(0);
  keys.note("10.0.0.1", "good", false);
  expect(keys.waitMs("10.0.0.1", "good")).toBeGreaterThan(0);
  await clock.advance(10 * 60_000);
  expect(keys.waitMs("10.0.0.1", "wrong-10")).toBe(0);
});

it("remembers no more good keys than it may", () => {
  const keys = new FailedKeys(createFakeClock());
  for (let which = 0; which <= 10_000; which += 1) keys.note("10.0.0.1", `good-${which}`, true);
  for (let which = 0; which < 10; which += 1) keys.note("10.0.0.1", "wrong", false);
  expect(keys.waitMs("10.0.0.1", "good-0")).toBeGreaterThan(0);
  expect(keys.waitMs("10.0.0.1", "good-10000")).toBe(0);
});
