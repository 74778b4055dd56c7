import type { DialectCells } from "./dialect-cells.ts";

/** OpenLIT: the GenAI conventions, and older names of its own. */
export const openlitCells: DialectCells = {
  dialect: "openlit",
  call: { "gen_ai.type": "chat" },
  untold: ["tags and metadata", "service tier"],
  cells: [
    ["operation", {}, { kind: "llm" }],
    ["operation", { "gen_ai.type": "embedding" }, { kind: "embedding" }],
    ["operation", { "gen_ai.type": "vectordb" }, { kind: "retriever" }],
    ["operation", { "gen_ai.type": "framework", "gen_ai.request.model": "m" }, { kind: "chain" }],
    ["operation", { "gen_ai.operation.name": "image" }, { kind: "llm" }],
    ["operation", { "gen_ai.operation.name": "execute_tool" }, { kind: "tool" }],
    ["provider", { "gen_ai.provider.name": "openai" }, { provider: "openai" }],
    ["provider", { "gen_ai.system": "mistral" }, { provider: "mistral_ai" }],
    ["model asked", { "gen_ai.request.model": "gpt-4o" }, { requestModel: "gpt-4o" }],
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
      { "gen_ai.usage.input_tokens": 9, "gen_ai.usage.cache_read.input_tokens": 4 },
      { usage: { inputTokens: 9, cacheReadTokens: 4 } },
    ],
    [
      "cache read",
      { "gen_ai.usage.input_tokens": 9, "gen_ai.usage.prompt_tokens_details.cache_read": 4 },
      { usage: { inputTokens: 9, cacheReadTokens: 4 } },
    ],
    [
      "cache write",
      { "gen_ai.usage.input_tokens": 9, "gen_ai.usage.cache_creation.input_tokens": 4 },
      { usage: { inputTokens: 9, cacheWriteTokens: 4 } },
    ],
    [
      "cache write",
      { "gen_ai.usage.input_tokens": 9, "gen_ai.usage.prompt_tokens_details.cache_write": 4 },
      { usage: { inputTokens: 9, cacheWriteTokens: 4 } },
    ],
    [
      "reasoning",
      { "gen_ai.usage.output_tokens": 9, "gen_ai.usage.reasoning_tokens": 4 },
      { usage: { outputTokens: 9, reasoningTokens: 4 } },
    ],
    [
      "reasoning",
      { "gen_ai.usage.output_tokens": 9, "gen_ai.usage.completion_tokens_details.reasoning": 4 },
      { usage: { outputTokens: 9, reasoningTokens: 4 } },
    ],
    [
      "audio",
      { "gen_ai.usage.output_tokens": 9, "gen_ai.usage.completion_tokens_details.audio": 4 },
      { usage: { outputTokens: 9, outputAudioTokens: 4 } },
    ],
    ["cost", { "gen_ai.usage.cost": 0.75 }, { reportedCost: { totalUsd: 0.75 } }],
    ["cost", { "gen_ai.usage.cost": 0 }, { reportedCost: undefined }],
    ["first token", { "gen_ai.response.time_to_first_chunk": 0.03 }, { timeToFirstTokenMs: 30 }],
    ["stream", { "gen_ai.request.is_stream": false }, { metadata: { "gen_ai.request.stream": false } }],
    [
      "finish",
      { "gen_ai.response.finish_reasons": ["stop"] },
      { metadata: { "gen_ai.response.finish_reasons": "stop" } },
    ],
    ["response id", { "gen_ai.response.id": "r1" }, { metadata: { "gen_ai.response.id": "r1" } }],
    ["session", { "gen_ai.conversation.id": "c1" }, { sessionId: "c1" }],
    ["user", { "gen_ai.user.id": "u1" }, { userId: "u1" }],
    ["user", { "gen_ai.request.user": "u1" }, { userId: "u1" }],
    ["environment and release", { "gen_ai.environment": "staging" }, { environment: "staging" }],
    [
      "input and output",
      { "gen_ai.content.prompt": "hi", "gen_ai.content.completion": "yo" },
      { input: "hi", output: "yo" },
    ],
    [
      "tool",
      {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "weather",
        "gen_ai.tool.args": "{}",
        "gen_ai.tool.output": "sunny",
      },
      { kind: "tool", name: "weather", input: "{}", output: "sunny" },
    ],
    ["agent", { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "clerk" }, { name: "clerk" }],
    ["error", { "error.type": "RateLimitError" }, { error: { class: "rate_limit" } }, { statusCode: 2 }],
  ],
};
