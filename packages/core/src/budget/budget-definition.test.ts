import { describe, expect, it } from "vitest";
import {
  accountSignature,
  type BudgetDefinition,
  type BudgetMatch,
  type CallFacts,
  keyOfCall,
  matchesCall,
  matchesPattern,
  windowLabel,
} from "./budget-definition.ts";

const call: CallFacts = {
  environment: "production",
  queryType: "rag_search",
  model: "gpt-4o-mini",
  provider: "openai",
  userId: "user_1",
  tags: ["batch", "team:search"],
  metadata: { tenant: "acme", tier: 2, isTrial: false },
};

describe("matchesCall", () => {
  const covered: [sentence: string, match: BudgetMatch][] = [
    ["a budget without conditions covers every call", {}],
    ["one of several values is enough", { queryType: ["chat", "rag_search"] }],
    ["a star stands for any text", { model: ["gpt-4o*"] }],
    ["one of the call's tags is enough", { tag: ["team:*"] }],
    ["metadata is compared as text", { metadata: { tier: ["2"], isTrial: ["false"] } }],
    ["a metadata value may have a star too", { metadata: { tenant: ["ac*"] } }],
    ["all conditions that hold together cover the call", { provider: ["openai"], userId: ["user_1"] }],
  ];
  it.each(covered)("%s", (_sentence, match) => {
    expect(matchesCall(match, call)).toBe(true);
  });

  const passedOver: [sentence: string, match: BudgetMatch][] = [
    ["a single condition that fails excludes the call", { provider: ["openai"], model: ["claude*"] }],
    ["a value is not a prefix", { model: ["gpt-4o"] }],
    ["another environment is not covered", { environment: ["staging"] }],
    ["a dimension that the call does not have is never met", { metadata: { region: ["*"] } }],
    ["no tag fits", { tag: ["team:billing", "nightly"] }],
    ["case counts", { userId: ["USER_1"] }],
  ];
  it.each(passedOver)("%s", (_sentence, match) => {
    expect(matchesCall(match, call)).toBe(false);
  });

  it("a call without tags or metadata is not covered by conditions on them", () => {
    expect(matchesCall({ tag: ["*"] }, {})).toBe(false);
    expect(matchesCall({ metadata: { tenant: ["*"] } }, {})).toBe(false);
  });
});

describe("matchesPattern", () => {
  it.each([
    ["*", "", true],
    ["a*", "a", true],
    ["*a", "ba", true],
    ["a*a", "a", false],
    ["a*a", "aa", true],
    ["*4o*", "gpt-4o-mini", true],
    ["a*b*c", "a-b-b-c", true],
    ["a*b*c", "acb", false],
    ["a*bb*b", "abb", false],
    ["gpt.4o", "gpt-4o", false],
  ])("%s against %j is %s", (pattern, value, isMatch) => {
    expect(matchesPattern(pattern, value)).toBe(isMatch);
  });
});

describe("keyOfCall", () => {
  it("gives the values in the order of the split", () => {
    const key = keyOfCall(["queryType", "userId", "metadata.tier"], call);
    expect(Object.entries(key)).toEqual([
      ["queryType", "rag_search"],
      ["userId", "user_1"],
      ["metadata.tier", "2"],
    ]);
  });

  it("calls that do not say who they are for share the key (none)", () => {
    expect(keyOfCall(["userId", "metadata.team"], {})).toEqual({
      userId: "(none)",
      "metadata.team": "(none)",
    });
  });

  it("a budget that is not split has the empty key", () => {
    expect(keyOfCall([], call)).toEqual({});
  });
});

describe("accountSignature", () => {
  const budget: BudgetDefinition = {
    name: "daily",
    limitNanos: 1,
    window: { every: "day", timeZone: "UTC" },
    match: {},
    per: [],
    onExceed: "block",
    alertAt: [1],
    unpriced: { kind: "block" },
  };

  it("stays the same when only limit, manner or notices change", () => {
    const changed = { ...budget, limitNanos: 9, onExceed: "warn", alertAt: [0.1] } as const;
    expect(accountSignature(changed)).toBe(accountSignature(budget));
  });

  it.each([
    { name: "weekly" },
    { window: { every: "day", timeZone: "Asia/Kolkata" } },
    { window: { rollingMs: 86_400_000 } },
    { match: { model: ["gpt-*"] } },
    { per: ["userId"] },
  ] as Partial<BudgetDefinition>[])("differs with %j", (change) => {
    expect(accountSignature({ ...budget, ...change })).not.toBe(accountSignature(budget));
  });
});

describe("windowLabel", () => {
  it.each([
    [{ every: "week", timeZone: "Europe/Berlin" } as const, "week (Europe/Berlin)"],
    [{ rollingMs: 24 * 3_600_000 }, "rolling 24h"],
    [{ rollingMs: 7 * 24 * 3_600_000 }, "rolling 7d"],
    [{ rollingMs: 90 * 60_000 }, "rolling 90m"],
  ])("%j reads %s", (window, label) => {
    expect(windowLabel(window)).toBe(label);
  });
});
