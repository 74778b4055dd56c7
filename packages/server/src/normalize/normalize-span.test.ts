import { describe, expect, it } from "vitest";
import type { Attributes, OtlpSpan } from "../ingest/otlp/otlp-span.ts";
import { normalizeSpan } from "./normalize-span.ts";

function span(attributes: Attributes, fields: Partial<OtlpSpan> = {}): OtlpSpan {
  return {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    name: "chat gpt-4o",
    kind: 3,
    startTimeUnixNano: 1_768_478_400_000_001_000n,
    endTimeUnixNano: 1_768_478_401_200_001_000n,
    attributes,
    events: [],
    statusCode: 0,
    statusMessage: "",
    resource: { "service.name": "shop", "deployment.environment": "production" },
    scopeName: "s",
    scopeVersion: "1",
    ...fields,
  };
}

const CHAT = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o" };

describe("GenAI conventions", () => {
  it("reads today's names", () => {
    const { record, dialect } = normalizeSpan(
      span({
        ...CHAT,
        "gen_ai.provider.name": "openai",
        "gen_ai.response.model": "gpt-4o-2024-11-20",
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": "20",
        "gen_ai.usage.cache_read.input_tokens": 60,
        "gen_ai.usage.cache_write.input_tokens": 10,
        "gen_ai.usage.reasoning.output_tokens": 5,
        "gen_ai.response.time_to_first_chunk": 0.25,
        "gen_ai.conversation.id": "c1",
        "user.id": "u1",
        "gen_ai.system_instructions": '[{"type":"text","content":"be brief"}]',
        "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]',
        "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"yo"}]}]',
      }),
    );
    expect(dialect).toBe("genai");
    expect(record).toEqual({
      v: 1,
      traceId: "0af7651916cd43dd8448eb211c80319c",
      spanId: "b7ad6b7169203331",
      service: "shop",
      environment: "production",
      kind: "llm",
      name: "chat gpt-4o",
      provider: "openai",
      requestModel: "gpt-4o",
      responseModel: "gpt-4o-2024-11-20",
      startTime: "2026-01-15T12:00:00.000001Z",
      durationMs: 1200,
      timeToFirstTokenMs: 250,
      status: "ok",
      usage: {
        inputTokens: 100,
        outputTokens: 20,
        cacheReadTokens: 60,
        cacheWriteTokens: 10,
        reasoningTokens: 5,
      },
      usageSource: "reported",
      userId: "u1",
      sessionId: "c1",
      input:
        '[{"role":"system","parts":[{"type":"text","content":"be brief"}]},{"role":"user","parts":[{"type":"text","content":"hi"}]}]',
      output: '[{"role":"assistant","parts":[{"type":"text","content":"yo"}]}]',
    });
  });

  it("reads the names of before, and messages from events", () => {
    const event = (name: string, attributes: Attributes) => ({ name, timeUnixNano: 1n, attributes });
    const { record } = normalizeSpan(
      span(
        {
          "gen_ai.system": "az.ai.openai",
          "gen_ai.request.model": "gpt-4o",
          "gen_ai.usage.prompt_tokens": 7,
          "gen_ai.usage.completion_tokens": 3,
          "gen_ai.usage.cache_creation.input_tokens": 2,
          "gen_ai.openai.response.service_tier": "flex",
        },
        {
          events: [
            event("gen_ai.system.message", { content: "be brief" }),
            event("gen_ai.user.message", { content: "hi" }),
            event("gen_ai.choice", { index: 0, message: '{"role":"assistant","content":"yo"}' }),
          ],
        },
      ),
    );
    expect(record).toMatchObject({
      kind: "llm",
      provider: "azure.ai.openai",
      serviceTier: "flex",
      usage: { inputTokens: 7, outputTokens: 3, cacheWriteTokens: 2 },
      input: '[{"role":"system","content":"be brief"},{"role":"user","content":"hi"}]',
      output: '[{"role":"assistant","content":"yo"}]',
    });
  });

  it.each([
    ["chat", "llm"],
    ["embeddings", "embedding"],
    ["execute_tool", "tool"],
    ["invoke_agent", "agent"],
    ["agent_step", "chain"],
    ["retrieval", "retriever"],
    ["fetch_response", "other"],
    ["something_new", "other"],
  ])("takes the operation %s for the kind %s, and prices only what is paid for", (operation, kind) => {
    const { record } = normalizeSpan(
      span({ ...CHAT, "gen_ai.operation.name": operation, "gen_ai.usage.input_tokens": 5 }),
    );
    expect(record.kind).toBe(kind);
    expect(record.usage !== undefined).toBe(kind === "llm" || kind === "embedding");
  });

  it("shows tools by their names, with what they were given and gave", () => {
    const attributes = {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "weather",
      "gen_ai.tool.call.arguments": '{"city":"Bern"}',
      "gen_ai.tool.call.result": { sky: "blue" },
    };
    expect(normalizeSpan(span(attributes, { name: "execute_tool weather" })).record).toMatchObject({
      kind: "tool",
      name: "weather",
      input: '{"city":"Bern"}',
      output: '{"sky":"blue"}',
    });
  });
});

describe("our own spans", () => {
  const OWN = {
    ...CHAT,
    "breakwater.status": "ok",
    "breakwater.kind": "llm",
    "breakwater.name": "ChatOpenAI",
  };

  it("keep what the conventions have no name for", () => {
    const { record, dialect } = normalizeSpan(
      span({
        ...OWN,
        "gen_ai.usage.input_tokens": 1000,
        "gen_ai.usage.output_tokens": 100,
        "breakwater.cost.usd": 0.0035,
        "breakwater.cost.source": "priced",
        "breakwater.usage.source": "estimated",
        "breakwater.query_type": "rag",
        "breakwater.tags": ["a", "b"],
        "breakwater.attempt": 2,
        "breakwater.environment": "staging",
        "breakwater.metadata.team": "search",
      }),
    );
    expect(dialect).toBe("breakwater");
    expect(record).toMatchObject({
      name: "ChatOpenAI",
      environment: "staging",
      cost: { source: "priced", totalNanos: 3_500_000 },
      usageSource: "estimated",
      queryType: "rag",
      tags: ["a", "b"],
      attempt: 2,
      metadata: { team: "search" },
    });
  });

  it("that a budget refused are refused, not failed", () => {
    const { record } = normalizeSpan(
      span(
        {
          ...OWN,
          "breakwater.status": "blocked",
          "error.type": "budget",
          "breakwater.error.name": "BudgetExceededError",
          "breakwater.error.fingerprint": "0123456789abcdef",
          "breakwater.budget.name": "daily",
          "breakwater.budget.reason": "limit",
          "breakwater.budget.limit_usd": 5,
          "breakwater.budget.spent_usd": 4.99,
          "breakwater.budget.resets_at": "2026-01-16T00:00:00.000Z",
        },
        { statusCode: 2, statusMessage: "budget daily" },
      ),
    );
    expect(record).toMatchObject({
      status: "blocked",
      error: { class: "budget", type: "BudgetExceededError", fingerprint: "0123456789abcdef" },
      budget: {
        denial: { budget: "daily", limitNanos: 5_000_000_000, spentNanos: 4_990_000_000, reason: "limit" },
      },
    });
  });
});

it("keeps spans that are no model calls, cheaply and by their names", () => {
  const { record, dialect } = normalizeSpan(
    span({ "http.request.method": "GET", "error.type": "500" }, { name: "GET /cart", statusCode: 2 }),
  );
  expect([dialect, record.kind, record.name, record.status]).toEqual(["none", "other", "GET /cart", "error"]);
  expect(record).not.toHaveProperty("usage");
});
