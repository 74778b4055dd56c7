import { createMonitor, type Report } from "breakwater";
import { expect, test } from "vitest";
import { alertKey, compareServer } from "./compare-server.ts";

const labels = { alertname: "ProviderTrouble", service: "shop" };
const budget: Report["budgets"][number] = {
  budget: "per-user",
  key: { userId: "ravi" },
  window: "day",
  isRolling: false,
  windowStart: "2026-03-02T00:00:00.000Z",
  windowEnd: "2026-03-03T00:00:00.000Z",
  onExceed: "block",
  limitNanos: 20_000_000,
  limitUsd: 0.02,
  spentNanos: 16_915_000,
  spentUsd: 0.016915,
  heldNanos: 0,
  usedRatio: 0.84575,
  deniedCalls: 1,
  forecast: { outcome: "unknown" },
  forecastFromWindow: { outcome: "unknown" },
};
const report: Report = {
  ...createMonitor({ logLevel: "silent", server: false }).report().toJSON(),
  budgets: [budget],
};
const { total } = report.cost;
const alerts = new Map([[alertKey(labels), "resolved"]]);
const told = [{ labels: { service: "shop", alertname: "ProviderTrouble" }, status: "resolved" }];

test("process and server that know the same agree, in whatever order labels come", () => {
  const found = compareServer({ report, alerts }, { report, alerts: told });
  expect(found.map(({ what, isSame }) => [what, isSame])).toEqual([
    ["sums", true],
    ["cost", true],
    ["errors", true],
    ["budgets", true],
    ["alerts", true],
  ]);
});

test.each([
  ["sums", { ...report, cost: { ...report.cost, total: { ...total, totalNanos: total.totalNanos + 1 } } }],
  ["errors", { ...report, errors: { ...report.errors, total: report.errors.total + 1 } }],
  ["budgets", { ...report, budgets: [{ ...budget, spentNanos: budget.spentNanos + 1 }] }],
])("one nano-dollar or one call more is a difference in %s, with both sides in words", (what, other) => {
  const different = compareServer({ report, alerts }, { report: other, alerts: told }).filter(
    ({ isSame }) => !isSame,
  );
  expect(different).toMatchObject([
    { what, difference: expect.stringMatching(/the process says .*, the server /) },
  ]);
});

test("an alert that the server still takes for firing is a difference", () => {
  const found = compareServer({ report, alerts }, { report, alerts: [{ labels, status: "firing" }] });
  expect(found.find(({ what }) => what === "alerts")).toMatchObject({ isSame: false });
});
