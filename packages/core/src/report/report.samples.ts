import type { BudgetStatus } from "../budget/budget-status.ts";
import { recordTime, sampleRecord } from "../record/span-record.samples.ts";
import type { SpanCost, SpanError, SpanRecord } from "../record/span-record.ts";
import type { Report } from "./report.ts";
import { createReportAccumulator } from "./report-from-records.ts";

/** 23 November 2026, 18:42 in Berlin. */
export const SAMPLE_NOW = Date.UTC(2026, 10, 23, 17, 42);
const MIDNIGHT = Date.UTC(2026, 10, 22, 23);
const MINUTE = 60_000;
const USD = 1_000_000_000;

/** Budgets in every state: one that lasts, one that runs out, one used up, a rolling one, one that only warns. */
export function sampleBudgets(): BudgetStatus[] {
  const day = {
    key: {},
    heldNanos: 0,
    deniedCalls: 0,
    onExceed: "block" as const,
    windowStart: MIDNIGHT,
    windowEnd: MIDNIGHT + 24 * 60 * MINUTE,
    windowLabel: "day (Europe/Berlin)",
  };
  const rolling = { windowStart: SAMPLE_NOW - 60 * MINUTE, windowEnd: SAMPLE_NOW, windowLabel: "rolling 1h" };
  return [
    { ...day, budget: "daily", limitNanos: 100 * USD, spentNanos: 61.2 * USD, heldNanos: 0.4 * USD },
    { ...day, budget: "team", limitNanos: 10 * USD, spentNanos: 8.5 * USD },
    {
      ...day,
      budget: "per-user",
      key: { userId: "user_123" },
      limitNanos: USD,
      spentNanos: USD,
      deniedCalls: 12,
    },
    { ...day, budget: "per-user", key: { userId: "量子研究室" }, limitNanos: USD, spentNanos: 0.004 * USD },
    { ...day, ...rolling, budget: "burst", limitNanos: 5 * USD, spentNanos: 2 * USD },
    { ...day, budget: "notice", onExceed: "warn", limitNanos: USD, spentNanos: 1.5 * USD },
  ];
}

/** A day of calls with everything that a report shows: CJK and emoji names, errors, unpriced and abandoned calls. */
function sampleDay(): SpanRecord[] {
  return Array.from({ length: 1_204 }, (_, n) => sampleCall(n));
}

/** The report of the sample day. */
export function sampleReport(): Report {
  const accumulator = createReportAccumulator({
    now: SAMPLE_NOW,
    since: MIDNIGHT,
    timeZone: "Europe/Berlin",
  });
  for (const record of sampleDay()) accumulator.add(record);
  accumulator.addUnreadableLine();
  return accumulator.build({
    budgets: sampleBudgets(),
    dropped: { queue_full: 3 },
    journal: { state: "degraded", reason: "ENOSPC: no space left on device" },
  });
}

const MODELS = ["gpt-4o", "gpt-4o", "claude-sonnet-4-5", "gpt-4o-mini", "本地大模型-測試版"];
const USERS = ["user_123", "量子研究室", "👩‍🔬 lab", "ops@example.com"];

function sampleCall(n: number): SpanRecord {
  const model = MODELS[n % MODELS.length] ?? "gpt-4o";
  const user = USERS[(n >> 2) % (USERS.length + 1)];
  const inputTokens = 800 + ((n * 37) % 4_000);
  const outputTokens = 40 + ((n * 13) % 600);
  return sampleRecord({
    traceId: n.toString(16).padStart(32, "0"),
    spanId: n.toString(16).padStart(16, "0"),
    requestModel: model,
    startTime: recordTime(MIDNIGHT + n * 55_000),
    durationMs: 300 + ((n * 97) % 5_200),
    timeToFirstTokenMs: 120 + ((n * 31) % 700),
    usage: { inputTokens, outputTokens, cacheReadTokens: Math.floor(inputTokens / 3) },
    cost: sampleCost(model, inputTokens, outputTokens),
    usageSource: n % 90 === 7 ? "estimated" : "reported",
    queryType: n % 3 === 0 ? "rag_search" : "chat",
    tags: n % 5 === 0 ? ["production", "beta"] : ["production"],
    ...(user === undefined ? {} : { userId: user }),
    ...sampleOutcome(n),
  });
}

function sampleOutcome(n: number): Partial<SpanRecord> {
  if (n % 67 === 5) return { status: "error", error: sampleError(n), attempt: 1 };
  if (n % 67 === 6) return { attempt: 2 };
  if (n % 301 === 9)
    return { status: "abandoned", budget: { heldNanos: 9_000_000, chargedNanos: 9_000_000 } };
  if (n % 101 === 8) return { status: "blocked" };
  if (n % 120 === 11) return { cached: true };
  if (n >= 1_200) return { status: "running" };
  return {};
}

function sampleError(n: number): SpanError {
  if (n % 2 === 0) {
    const message =
      "429 Rate limit reached for gpt-4o in organization org-… on tokens per min (TPM): Limit 30000";
    return {
      class: "rate_limit",
      type: "RateLimitError",
      message,
      code: "429",
      fingerprint: "00000000000000a1",
    };
  }
  const message = "接続がタイムアウトしました\n| second line `x`";
  return { class: "timeout", type: "APIConnectionTimeoutError", message, fingerprint: "00000000000000b2" };
}

function sampleCost(model: string, inputTokens: number, outputTokens: number): SpanCost {
  if (!model.startsWith("gpt") && !model.startsWith("claude"))
    return { source: "unpriced", reason: "unknown model" };
  const inputNanos = inputTokens * 2_500;
  const outputNanos = outputTokens * 10_000;
  return {
    source: "priced",
    totalNanos: inputNanos + outputNanos,
    inputNanos,
    outputNanos,
    catalogue: "genai-prices@0.1.8",
  };
}
