import { expect, it } from "vitest";
import type { ListFilter } from "./list-filter.ts";
import { spansTable } from "./spans-table.ts";

it.each<[Omit<ListFilter, "project" | "range">, string]>([
  [{}, "spans"],
  [{ hasError: true }, "failed_spans"],
  [{ hasError: false }, "spans"],
  [{ values: { status: ["error", "blocked"] } }, "failed_spans"],
  [{ values: { status: ["error", "abandoned"] } }, "spans"],
  [{ values: { fingerprint: ["f1", "f2"] } }, "failed_spans"],
  // Also calls that did not fail have no fingerprint.
  [{ values: { fingerprint: ["f1", ""] } }, "spans"],
])("%j reads %s", (filter, table) => {
  expect(spansTable({ project: "shop", range: { from: 0, to: 1 }, ...filter })).toBe(table);
});
