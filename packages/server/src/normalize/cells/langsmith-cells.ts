import type { Attributes } from "../../ingest/otlp/otlp-span.ts";
import { type DialectCells, eventAt } from "./dialect-cells.ts";

const used = (usage: object): Attributes => ({ "langsmith.usage_metadata": JSON.stringify(usage) });

/** LangSmith's OpenTelemetry mode. */
export const langsmithCells: DialectCells = {
  dialect: "langsmith",
  call: { "langsmith.span.kind": "llm" },
  untold: ["agent"],
  cells: [
    ...(
      [
        ["chain", "chain"],
        ["tool", "tool"],
        ["retriever", "retriever"],
        ["embedding", "embedding"],
        ["prompt", "chain"],
        ["parser", "chain"],
      ] as const
    ).map(([told, kind]) => ["operation", { "langsmith.span.kind": told }, { kind }] as const),
    ["provider", { "gen_ai.system": "openai" }, { provider: "openai" }],
    ["model asked", { "gen_ai.request.model": "gpt-4o" }, { requestModel: "gpt-4o" }],
    ["model asked", { "langsmith.metadata.ls_model_name": "gpt-4o" }, { requestModel: "gpt-4o" }],
    ["model answered", { "gen_ai.response.model": "gpt-4o-1" }, { responseModel: "gpt-4o-1" }],
    ["input tokens", { "gen_ai.usage.input_tokens": 9 }, { usage: { inputTokens: 9 } }],
    ["output tokens", { "gen_ai.usage.output_tokens": 9 }, { usage: { outputTokens: 9 } }],
    [
      "total tokens",
      { "gen_ai.usage.total_tokens": 9 },
      { usage: { inputTokens: 9 }, usageSource: "estimated" },
    ],
    [
      "cache read",
      { "gen_ai.usage.input_tokens": 9, "gen_ai.usage.input_token_details": '{"cache_read":4}' },
      { usage: { inputTokens: 9, cacheReadTokens: 4 } },
    ],
    [
      "cache read",
      used({ input_tokens: 9, input_token_details: { priority: 5, priority_cache_read: 4 } }),
      { usage: { inputTokens: 9, cacheReadTokens: 4 } },
    ],
    [
      "cache write",
      used({ input_tokens: 9, input_token_details: { cache_creation: 4 } }),
      { usage: { inputTokens: 9, cacheWriteTokens: 4 } },
    ],
    [
      "cache write",
      used({
        input_tokens: 9,
        input_token_details: {
          cache_creation: 0,
          ephemeral_5m_input_tokens: 1,
          ephemeral_1h_input_tokens: 3,
        },
      }),
      { usage: { inputTokens: 9, cacheWriteTokens: 4, cacheWrite1hTokens: 3 } },
    ],
    [
      "reasoning",
      { "gen_ai.usage.output_tokens": 9, "gen_ai.usage.output_token_details": '{"reasoning":4}' },
      { usage: { outputTokens: 9, reasoningTokens: 4 } },
    ],
    [
      "audio",
      used({ input_tokens: 9, input_token_details: { audio: 4 }, output_token_details: { audio: 3 } }),
      { usage: { inputTokens: 9, inputAudioTokens: 4, outputAudioTokens: 3 } },
    ],
    [
      "cost",
      used({ total_cost: 0.75, input_cost: 0.25 }),
      { reportedCost: { totalUsd: 0.75, inputUsd: 0.25 } },
    ],
    [
      "cost",
      used({ input_cost: 0.25, output_cost: 0.5 }),
      { reportedCost: { totalUsd: 0.75, inputUsd: 0.25 } },
    ],
    [
      "first token",
      {},
      { timeToFirstTokenMs: 30 },
      { events: [eventAt("start", 0), eventAt("new_token", 30), eventAt("new_token", 40)] },
    ],
    ["stream", { "langsmith.request.streaming": "true" }, { metadata: { "gen_ai.request.stream": true } }],
    [
      "finish",
      { "gen_ai.response.finish_reasons": "stop, length" },
      { metadata: { "gen_ai.response.finish_reasons": "stop, length" } },
    ],
    ["response id", { "gen_ai.response.id": "r1" }, { metadata: { "gen_ai.response.id": "r1" } }],
    [
      "session",
      { "langsmith.metadata.thread_id": "t1", "langsmith.metadata.session_id": "s1" },
      { sessionId: "t1" },
    ],
    ["session", { "langsmith.metadata.session_id": "s1" }, { sessionId: "s1" }],
    ["session", { "langsmith.metadata.conversation_id": "c1" }, { sessionId: "c1" }],
    ["user", { "langsmith.metadata.user_id": "u1" }, { userId: "u1" }],
    [
      "tags and metadata",
      {
        "langsmith.span.tags": "a, b",
        "langsmith.metadata.team": "search",
        "langsmith.metadata.ls_method": "x",
      },
      { tags: ["a", "b"], metadata: { team: "search" } },
    ],
    [
      "environment and release",
      { "langsmith.trace.session_name": "shop" },
      { metadata: { project: "shop" } },
    ],
    [
      "environment and release",
      { "langsmith.trace.session_name": "shop", "langsmith.metadata.project": "own" },
      { metadata: { project: "own" } },
    ],
    [
      "input and output",
      { "gen_ai.prompt": '{"q":1}', "gen_ai.completion": "yo" },
      { input: '{"q":1}', output: "yo" },
    ],
    [
      "tool",
      {
        "langsmith.span.kind": "tool",
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "weather",
        "gen_ai.tool.call.id": "call_1",
      },
      { kind: "tool", name: "weather", metadata: { "gen_ai.tool.call.id": "call_1" } },
    ],
    [
      "error",
      {},
      { status: "error", error: { class: "rate_limit", type: "RateLimitError" } },
      {
        events: [
          eventAt("exception", 9, { "exception.message": "RateLimitError('429 Rate limit reached')" }),
        ],
      },
    ],
    ["service tier", { "gen_ai.response.service_tier": "flex" }, { serviceTier: "flex" }],
    [
      "service tier",
      used({ output_tokens: 9, output_token_details: { flex_reasoning: 4 } }),
      { serviceTier: "flex" },
    ],
  ],
};
