import { expect, it } from "vitest";
import { groupKeyOf, groupLabelsOf } from "./grouping.ts";

it("groups by the named labels in the order of their names, without those that are absent", () => {
  const labels = { model: 'a"b', alertname: "Errors", user: "u" };
  const groupLabels = groupLabelsOf(labels, ["model", "alertname", "team"]);
  expect(groupLabels).toEqual({ alertname: "Errors", model: 'a"b' });
  expect(groupKeyOf(groupLabels)).toBe('{}:{alertname="Errors", model="a\\"b"}');
  expect(groupKeyOf(groupLabelsOf(labels, []))).toBe("{}:{}");
});
