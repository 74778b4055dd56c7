import { expect, it } from "vitest";
import type { ListFilter } from "./list-filter.ts";
import { spansTable } from "./spans-table.ts";

it.each<[Omit<ListFilter, "project" | "range">, string]>([
  [{}, "spans"],
  [{ hasError: true }, "failed_spans"],
  [{ hasError: false }, "spans"],
  [{ values: { status: ["error", "blocked"] } }, "failed_spans"],
  [{ values: { status: ["error", "abandoned"] } }, "spans"],
  // What was cancelled while it failed has a fingerprint as well.
  [{ values: { fingerprint: ["f1"] } }, "spans"],
  [{ values: { fingerprint: ["f1"], status: ["error"] } }, "failed_spans"],
])("%j reads %s", (filter, table) => {
  expect(spansTable({ project: "shop", range: { from: 0, to: 1 }, ...filter })).toBe(table);
});
