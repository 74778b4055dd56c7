import { describe, expect, it } from "vitest";
import { backOffMs, DEFAULT_RETRY, decideRetry, MAX_RETRY_AFTER_MS } from "./retry.ts";

const policy = { ...DEFAULT_RETRY, initialMs: 1_000, maxMs: 60_000, multiplier: 2 };
const ended = { attempts: 1, deadlineAt: 10_000_000, now: 0, random: 0.5 };

describe("backOffMs", () => {
  it.each([
    [1, 500],
    [2, 1_000],
    [3, 2_000],
    [7, 30_000],
    [10_000, 30_000],
  ])("after attempt %i its middle is %i ms", (attempts, middleMs) => {
    expect(backOffMs(attempts, 0.5, policy)).toBe(middleMs);
  });

  it("spreads over the whole range, but is never nothing", () => {
    expect(backOffMs(3, 0, policy)).toBe(1);
    expect(backOffMs(3, 0.999, policy)).toBeCloseTo(3_996);
  });
});

describe("decideRetry", () => {
  it("what is delivered is done", () => {
    expect(decideRetry({ ...ended, outcome: { kind: "delivered" } }, policy)).toEqual({ kind: "delivered" });
  });

  it("what is rejected has failed for good", () => {
    expect(decideRetry({ ...ended, outcome: { kind: "rejected", reason: "403" } }, policy)).toEqual({
      kind: "failed",
      cause: "rejected",
      reason: "403",
    });
  });

  it.each([
    ["without Retry-After, after the back-off", undefined, 500],
    ["with a longer Retry-After, after that", 7_000, 7_000],
    ["with a shorter Retry-After, after the back-off", 100, 500],
    ["with an endless Retry-After, after an hour", Infinity, MAX_RETRY_AFTER_MS],
  ])("tries again %s", (_what, retryAfterMs, at) => {
    const outcome = {
      kind: "retryable" as const,
      reason: "503",
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
    expect(decideRetry({ ...ended, outcome }, policy)).toEqual({ kind: "retry", at, reason: "503" });
  });

  it("gives up when the next attempt would come at the deadline or later", () => {
    const outcome = { kind: "retryable" as const, reason: "503", retryAfterMs: 7_000 };
    expect(decideRetry({ ...ended, outcome, deadlineAt: 7_000 }, policy)).toEqual({
      kind: "failed",
      cause: "deadline",
      reason: "503",
    });
    expect(decideRetry({ ...ended, outcome, deadlineAt: 7_001 }, policy).kind).toBe("retry");
  });
});
