import type { BudgetDefinition } from "@breakwater/core/budget/budget-definition";
import { MemoryLedger } from "@breakwater/core/budget/memory-ledger";
import { nanosecondsEach } from "./nanoseconds-each.ts";

const USERS = 10_000;
const PAIRS = 200_000;

/** Reserve and settle alone, for 10,000 users: nanoseconds per pair. */
export function ledgerCost(): { oneBudgetNs: number; threeBudgetsNs: number } {
  return {
    oneBudgetNs: pairsOver([budget("user", ["userId"])]),
    threeBudgetsNs: pairsOver([
      budget("user", ["userId"]),
      budget("day", []),
      { ...budget("user-month", ["userId"]), window: { every: "month", timeZone: "UTC" } },
    ]),
  };
}

function pairsOver(budgets: readonly BudgetDefinition[]): number {
  const ledger = new MemoryLedger({ budgets });
  const startedAt = Date.now();
  const run = (from: number) => {
    for (let index = from; index < from + PAIRS; index += 1) {
      const holdId = `call-${index}`;
      const facts = { userId: `user_${index % USERS}`, model: "gpt-4o", provider: "openai" };
      const bound = { kind: "bounded", nanos: 5_000_000 } as const;
      ledger.reserve({ holdId, facts, startedAt, bound });
      ledger.settle(holdId, { kind: "charge", nanos: 275_000 });
    }
  };
  run(0);
  return nanosecondsEach(PAIRS, () => run(PAIRS));
}

function budget(name: string, per: BudgetDefinition["per"]): BudgetDefinition {
  return {
    name,
    per,
    limitNanos: 1e15,
    window: { every: "day", timeZone: "UTC" },
    match: {},
    onExceed: "block",
    alertAt: [0.5, 0.8, 1],
    unpriced: { kind: "block" },
  };
}
