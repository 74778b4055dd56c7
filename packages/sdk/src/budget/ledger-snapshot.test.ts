import type { BudgetDefinition } from "@breakwater/core/budget/budget-definition";
import { describe, expect, it } from "vitest";
import { parseSnapshot, takeSnapshot } from "./ledger-snapshot.ts";
import { LedgerRig } from "./testing/ledger-rig.ts";

const perUser: BudgetDefinition = {
  name: "per user",
  limitNanos: 1_000_000_000,
  window: { rollingMs: 86_400_000 },
  match: {},
  per: ["userId"],
  onExceed: "block",
  alertAt: [1],
  unpriced: { kind: "block" },
};

function rigWithCalls(): LedgerRig {
  const rig = new LedgerRig([perUser]);
  const call = { requestModel: "claude-sonnet-4-5", provider: "anthropic", request: { prompts: ["Hi"] } };
  for (const id of ["ended", "lost"]) {
    void rig.tracker.start({ id, kind: "llm", name: "model", context: { userId: "u1" }, call });
  }
  const cost = { source: "priced", totalNanos: 7, inputNanos: 7, outputNanos: 0, catalogue: "x" } as const;
  rig.tracker.end("ended", { status: "ok", cost });
  rig.clock.set(rig.clock.now() + 3_600_000);
  rig.tracker.sweep();
  void rig.tracker.start({ id: "open", kind: "llm", name: "model", context: {}, call });
  return rig;
}

describe("the snapshot of a ledger", () => {
  it("comes back from JSON as it was", () => {
    const rig = rigWithCalls();
    const snapshot = takeSnapshot(rig.ledger, rig.tracker);
    expect(parseSnapshot(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
  });

  it("holds spend by key, calls in flight, and calls whose end may still come", () => {
    const rig = rigWithCalls();
    const { accounts, running, abandoned } = takeSnapshot(rig.ledger, rig.tracker);
    const held = abandoned[0]?.budget?.chargedNanos ?? 0;
    expect(held).toBeGreaterThan(0);
    expect(accounts).toMatchObject([{ key: { userId: "u1" }, spent: [[expect.any(Number), 7 + held]] }]);
    expect(running).toMatchObject([{ status: "running", budget: { isBounded: false } }]);
    expect(abandoned).toMatchObject([{ status: "abandoned", userId: "u1" }]);
  });

  it.each([
    ["nothing", undefined],
    ["a text", "state"],
    ["another program's object", { version: 3 }],
    [
      "spend that is no number",
      { signatures: [], accounts: [{ signature: "", key: {}, spent: [["a", 1]] }] },
    ],
  ])("is not made of %s", (_what, state) => {
    expect(parseSnapshot(state)).toBeUndefined();
  });
});
