import type { SpanRecord } from "@breakwater/core/record/span-record";

/** The record of call number `index`, as large as they come without payload. */
export function finishedRecord(index: number, startedAt: number): SpanRecord {
  const id = index.toString(16).padStart(16, "0");
  return {
    v: 1,
    traceId: `0190b8f6a1b27c3d${id}`,
    spanId: id,
    environment: "production",
    kind: "llm",
    name: "ChatOpenAI",
    provider: "openai",
    requestModel: "gpt-4o",
    responseModel: "gpt-4o-2024-08-06",
    startTime: `${new Date(startedAt + index / 1_000).toISOString().slice(0, -1)}000Z`,
    durationMs: 812.345,
    status: "ok",
    usage: { inputTokens: 30, outputTokens: 20, cacheReadTokens: 10 },
    usageSource: "reported",
    cost: {
      source: "priced",
      totalNanos: 262_500,
      inputNanos: 62_500,
      outputNanos: 200_000,
      catalogue: "genai-prices",
    },
    userId: `user_${index % 1_000}`,
    sessionId: `session_${index % 1_000}`,
    queryType: "rag_search",
    tags: ["production", "rag_search"],
    budget: { heldNanos: 5_450_000, chargedNanos: 262_500, isBounded: true },
  };
}
