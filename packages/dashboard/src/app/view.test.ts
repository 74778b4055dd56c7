import { expect, it } from "vitest";
import { filtersOf, isLive, namesSenselessRange, toggled, viewOf, zoomedOut } from "./view.ts";

it("reads the range and the filters of an address and leaves out what is none", () => {
  expect(
    viewOf({ from: "now-1h", model: ["gpt-4o"], user: "u1", status: 7, nonsense: ["x"], to: 4 }),
  ).toEqual({
    from: "now-1h",
    model: ["gpt-4o"],
    user: ["u1"],
    status: ["7"],
  });
});

it("adds a value, takes it away again, and drops a filter without values", () => {
  const one = toggled({ from: "now-1h" }, "model", "a");
  const two = toggled(one, "model", "b");
  expect(two).toEqual({ from: "now-1h", model: ["a", "b"] });
  expect(toggled(toggled(two, "model", "a"), "model", "b")).toEqual({ from: "now-1h" });
});

it("follows the time unless the end is fixed", () => {
  expect([isLive({}), isLive({ to: "now" }), isLive({ to: "2026-11-24T00:00:00Z" })]).toEqual([
    true,
    true,
    false,
  ]);
});

it("keeps range and project out of the filters", () => {
  expect(filtersOf({ from: "now-1h", to: "now", project: "p", tag: ["t"] })).toEqual({ tag: ["t"] });
});

const NOW = Date.parse("2026-03-01T12:00:00Z");

it("shows the usual range where the address names none that makes sense, and keeps the rest", () => {
  for (const range of [
    { from: "zzz" },
    { to: "zzz" },
    { from: "now-1h", to: "now-2h" },
    { from: "now-999d" },
  ]) {
    expect(viewOf({ ...range, model: "m" }, NOW)).toEqual({ model: ["m"] });
    expect(namesSenselessRange(range, NOW)).toBe(true);
  }
  expect(namesSenselessRange({ from: "now-1h" }, NOW)).toBe(false);
  expect(namesSenselessRange({}, NOW)).toBe(false);
});

it("zooms out to twice the time, no further than now", () => {
  const at = (hour: number) => `2026-03-01T${String(hour).padStart(2, "0")}:00:00.000Z`;
  expect(zoomedOut({ from: at(4), to: at(6) }, NOW)).toEqual({ from: at(3), to: at(7) });
  expect(zoomedOut({ from: at(10), to: at(12) }, NOW)).toEqual({ from: at(8), to: at(12) });
});
