import { type DialectCells, eventAt } from "./dialect-cells.ts";

const ASSOCIATED = "traceloop.association.properties.";

/** OpenLLMetry (Traceloop): its names of today, then older ones. */
export const traceloopCells: DialectCells = {
  dialect: "traceloop",
  call: { "gen_ai.operation.name": "chat", "gen_ai.request.model": "m" },
  scopeName: "@traceloop/instrumentation-openai",
  untold: ["audio", "cost"],
  cells: [
    ["operation", { "gen_ai.operation.name": "embeddings" }, { kind: "embedding" }],
    [
      "operation",
      { "traceloop.span.kind": "workflow", "gen_ai.usage.input_tokens": 9 },
      { kind: "chain", usage: undefined },
    ],
    ["operation", { "traceloop.span.kind": "tool" }, { kind: "tool" }],
    ["operation", { "llm.request.type": "embedding" }, { kind: "embedding" }],
    ["provider", { "gen_ai.provider.name": "langchain" }, { provider: undefined }],
    ["provider", { "gen_ai.system": "OpenAI" }, { provider: "openai" }],
    ["model asked", { "gen_ai.request.model": "gpt-4o" }, { requestModel: "gpt-4o" }],
    ["model answered", { "gen_ai.response.model": "gpt-4o-1" }, { responseModel: "gpt-4o-1" }],
    ["input tokens", { "gen_ai.usage.prompt_tokens": 9 }, { usage: { inputTokens: 9, outputTokens: 0 } }],
    [
      "output tokens",
      { "gen_ai.usage.completion_tokens": 9 },
      { usage: { inputTokens: 0, outputTokens: 9 } },
    ],
    [
      "total tokens",
      { "gen_ai.usage.total_tokens": 9 },
      { usage: { inputTokens: 9 }, usageSource: "estimated" },
    ],
    [
      "total tokens",
      { "llm.usage.total_tokens": 9 },
      { usage: { inputTokens: 9 }, usageSource: "estimated" },
    ],
    [
      "cache read",
      { "gen_ai.usage.input_tokens": 9, "gen_ai.usage.cache_read_input_tokens": 4 },
      { usage: { inputTokens: 9, cacheReadTokens: 4 } },
    ],
    [
      "cache write",
      { "gen_ai.usage.input_tokens": 9, "gen_ai.usage.cache_creation_input_tokens": 4 },
      { usage: { inputTokens: 9, cacheWriteTokens: 4 } },
    ],
    [
      "reasoning",
      { "gen_ai.usage.output_tokens": 9, "gen_ai.usage.reasoning_tokens": 4 },
      { usage: { outputTokens: 9, reasoningTokens: 4 } },
    ],
    [
      "first token",
      {},
      { timeToFirstTokenMs: 30 },
      {
        events: [
          eventAt("gen_ai.content.completion.chunk", 30),
          eventAt("gen_ai.content.completion.chunk", 50),
        ],
      },
    ],
    ["stream", { "gen_ai.is_streaming": true }, { metadata: { "gen_ai.request.stream": true } }],
    [
      "finish",
      { "gen_ai.response.finish_reasons": ["stop"] },
      { metadata: { "gen_ai.response.finish_reasons": "stop" } },
    ],
    ["response id", { "gen_ai.response.id": "r1" }, { metadata: { "gen_ai.response.id": "r1" } }],
    ["session", { [`${ASSOCIATED}session_id`]: "s1" }, { sessionId: "s1" }],
    ["session", { [`${ASSOCIATED}chat_id`]: "c1" }, { sessionId: "c1" }],
    ["user", { [`${ASSOCIATED}user_id`]: "u1" }, { userId: "u1" }],
    ["tags and metadata", { [`${ASSOCIATED}team`]: "search" }, { metadata: { team: "search" } }],
    [
      "environment and release",
      {},
      { environment: "staging" },
      { resource: { "deployment.environment.name": "staging" } },
    ],
    [
      "input and output",
      {
        "gen_ai.prompt.0.role": "user",
        "gen_ai.prompt.0.content": "hi",
        "gen_ai.completion.0.content": "yo",
      },
      { input: '[{"role":"user","content":"hi"}]', output: '[{"role":"assistant","content":"yo"}]' },
    ],
    [
      "input and output",
      { "traceloop.span.kind": "task", "traceloop.entity.input": "hi", "traceloop.entity.output": "yo" },
      { input: "hi", output: "yo" },
    ],
    [
      "tool",
      { "traceloop.span.kind": "tool", "traceloop.entity.name": "weather", "traceloop.entity.input": "{}" },
      { kind: "tool", name: "weather", input: "{}" },
    ],
    [
      "agent",
      { "traceloop.span.kind": "workflow", "traceloop.workflow.name": "refunds" },
      { name: "refunds", queryType: "refunds" },
    ],
    [
      "agent",
      { "traceloop.workflow.name": "refunds" },
      { kind: "llm", name: "a call", queryType: "refunds" },
    ],
    ["error", { "error.type": "RateLimitError" }, { error: { class: "rate_limit" } }, { statusCode: 2 }],
    ["service tier", { "gen_ai.openai.response.service_tier": "flex" }, { serviceTier: "flex" }],
  ],
};
