import { expect, it } from "vitest";
import { filtersOf, isLive, toggled, viewOf } from "./view.ts";

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
