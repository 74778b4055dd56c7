import { describe, expect, it } from "vitest";
import { budgetDefinitions } from "./budget-definitions.ts";

describe("budgetDefinitions", () => {
  it("makes the shorthand a blocking budget over all calls of a day, before the listed ones", () => {
    const [daily, other] = budgetDefinitions(
      { dailyBudgetUsd: 0.1, budgets: [{ name: "other", limitUsd: 2 }] },
      "Europe/Berlin",
    );
    expect(daily).toEqual({
      name: "daily",
      limitNanos: 100_000_000,
      window: { every: "day", timeZone: "Europe/Berlin" },
      match: {},
      per: [],
      onExceed: "block",
      alertAt: [0.5, 0.8, 1],
      unpriced: { kind: "block" },
    });
    expect(other?.name).toBe("other");
  });

  it("fills in the monitor's time zone only where the budget names none", () => {
    const budgets = [
      { name: "a", limitUsd: 1, window: { every: "week" } },
      { name: "b", limitUsd: 1, window: { every: "week", timeZone: "Asia/Kolkata" } },
      { name: "c", limitUsd: 1, window: { rolling: "12h" } },
    ] as const;
    expect(budgetDefinitions({ budgets }, "UTC").map(({ window }) => window)).toEqual([
      { every: "week", timeZone: "UTC" },
      { every: "week", timeZone: "Asia/Kolkata" },
      { rollingMs: 12 * 3_600_000 },
    ]);
  });

  it("takes one value or several, and sorts the shares", () => {
    const [budget] = budgetDefinitions(
      {
        budgets: [
          {
            name: "a",
            limitUsd: 1,
            match: { model: "gpt-*", queryType: ["a", "b"], metadata: { team: "search" } },
            alertAt: [1, 0.25],
            unpriced: { chargeUsd: 0.01 },
          },
        ],
      },
      "UTC",
    );
    expect(budget).toMatchObject({
      match: { model: ["gpt-*"], queryType: ["a", "b"], metadata: { team: ["search"] } },
      alertAt: [0.25, 1],
      unpriced: { kind: "charge", nanos: 10_000_000 },
    });
  });

  it("is empty without any", () => {
    expect(budgetDefinitions({}, "UTC")).toEqual([]);
  });
});
