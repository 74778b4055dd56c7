import type { DialectCells } from "./dialect-cells.ts";

const TIER = { "ai.response.providerMetadata": '{"openai":{"serviceTier":"flex"}}' };

/** The AI SDK 7 through `@ai-sdk/otel`. */
export const aiSdkCells: DialectCells = {
  dialect: "ai-sdk",
  call: { "gen_ai.operation.name": "chat", "gen_ai.request.model": "m" },
  scopeName: "gen_ai",
  untold: ["total tokens", "cost"],
  cells: [
    [
      "operation",
      { "gen_ai.operation.name": "invoke_agent", "gen_ai.usage.input_tokens": 9 },
      { kind: "agent", usage: undefined },
    ],
    ["operation", { "gen_ai.operation.name": "agent_step" }, { kind: "chain" }],
    ["operation", { "gen_ai.operation.name": "rerank" }, { kind: "retriever" }],
    [
      "operation",
      { "gen_ai.operation.name": "embeddings", "gen_ai.usage.input_tokens": 2 },
      { kind: "embedding" },
    ],
    ["operation", { "gen_ai.operation.name": "embeddings" }, { kind: "chain" }],
    ["operation", { "gen_ai.operation.name": "ai.transcribe" }, { kind: "llm" }],
    ["provider", { "gen_ai.provider.name": "openai" }, { provider: "openai" }],
    ["model asked", { "gen_ai.request.model": "gpt-4o" }, { requestModel: "gpt-4o" }],
    ["model answered", { "gen_ai.response.model": "gpt-4o-1" }, { responseModel: "gpt-4o-1" }],
    ["input tokens", { "gen_ai.usage.input_tokens": 9 }, { usage: { inputTokens: 9, outputTokens: 0 } }],
    ["output tokens", { "gen_ai.usage.output_tokens": 9 }, { usage: { inputTokens: 0, outputTokens: 9 } }],
    [
      "cache read",
      { "gen_ai.usage.input_tokens": 9, "gen_ai.usage.cache_read.input_tokens": 4 },
      { usage: { inputTokens: 9, cacheReadTokens: 4 } },
    ],
    [
      "cache write",
      { "gen_ai.usage.input_tokens": 9, "gen_ai.usage.cache_creation.input_tokens": 4 },
      { usage: { inputTokens: 9, cacheWriteTokens: 4 } },
    ],
    [
      "reasoning",
      { "gen_ai.usage.output_tokens": 9, "ai.usage.outputTokenDetails.reasoningTokens": 4 },
      { usage: { outputTokens: 9, reasoningTokens: 4 } },
    ],
    [
      "audio",
      {
        "gen_ai.operation.name": "ai.transcribe",
        "gen_ai.usage.seconds": 7.5,
        "gen_ai.usage.characters": 40,
      },
      { usage: undefined, metadata: { "gen_ai.usage.seconds": 7.5, "gen_ai.usage.characters": 40 } },
    ],
    [
      "first token",
      { "gen_ai.client.operation.time_to_first_chunk": 0.03 },
      { timeToFirstTokenMs: 30, metadata: { "gen_ai.request.stream": true } },
    ],
    ["stream", { "gen_ai.request.stream": true }, { metadata: { "gen_ai.request.stream": true } }],
    [
      "finish",
      { "gen_ai.response.finish_reasons": ["tool-calls"] },
      { metadata: { "gen_ai.response.finish_reasons": "tool-calls" } },
    ],
    ["response id", { "gen_ai.response.id": "r1" }, { metadata: { "gen_ai.response.id": "r1" } }],
    ["session", { "ai.settings.context.sessionId": "s1" }, { sessionId: "s1" }],
    ["user", { "ai.settings.context.userId": "u1" }, { userId: "u1" }],
    [
      "tags and metadata",
      {
        "ai.settings.context.team": "search",
        "ai.settings.context.cart.size": 3,
        "ai.settings.context.tags": ["a"],
        "ai.settings.context.queryType": "faq",
      },
      { metadata: { team: "search", "cart.size": 3 }, tags: ["a"], queryType: "faq" },
    ],
    ["environment and release", {}, { release: "2.1" }, { resource: { "service.version": "2.1" } }],
    [
      "input and output",
      { "gen_ai.input.messages": "[]", "gen_ai.output.messages": '[{"role":"assistant"}]' },
      { input: "[]", output: '[{"role":"assistant"}]' },
    ],
    [
      "tool",
      {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "weather",
        "gen_ai.tool.call.id": "call_1",
        "gen_ai.tool.call.arguments": "{}",
        "gen_ai.tool.call.result": "sunny",
      },
      {
        kind: "tool",
        name: "weather",
        input: "{}",
        output: "sunny",
        metadata: { "gen_ai.tool.call.id": "call_1" },
      },
    ],
    ["agent", { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "greet" }, { name: "greet" }],
    [
      "error",
      { "http.response.status_code": 429 },
      { status: "error", error: { class: "rate_limit", code: "429" } },
      { statusCode: 2, statusMessage: "Slow down" },
    ],
    ["service tier", TIER, { serviceTier: "flex" }],
  ],
};

/** The AI SDK up to 6. */
export const aiSdkLegacyCells: DialectCells = {
  dialect: "ai-sdk-legacy",
  call: { "ai.operationId": "ai.generateText.doGenerate" },
  untold: ["audio", "cost"],
  cells: [
    ["operation", { "ai.operationId": "ai.embed.doEmbed" }, { kind: "embedding" }],
    [
      "operation",
      { "ai.operationId": "ai.generateText", "ai.usage.inputTokens": 9 },
      { kind: "agent", usage: undefined },
    ],
    [
      "operation",
      { "ai.operationId": null, "operation.name": "ai.streamText.doStream greet" },
      { kind: "llm" },
    ],
    ["provider", { "ai.model.provider": "openai.chat" }, { provider: "openai" }],
    ["provider", { "gen_ai.system": "google.generative-ai" }, { provider: "gcp.gemini" }],
    ["model asked", { "ai.model.id": "gpt-4o" }, { requestModel: "gpt-4o" }],
    ["model answered", { "ai.response.model": "gpt-4o-1" }, { responseModel: "gpt-4o-1" }],
    ["input tokens", { "ai.usage.inputTokens": 9 }, { usage: { inputTokens: 9, outputTokens: 0 } }],
    ["input tokens", { "ai.usage.promptTokens": 9 }, { usage: { inputTokens: 9, outputTokens: 0 } }],
    [
      "input tokens",
      { "ai.operationId": "ai.embed.doEmbed", "ai.usage.tokens": 9 },
      { usage: { inputTokens: 9 } },
    ],
    ["output tokens", { "ai.usage.outputTokens": 9 }, { usage: { inputTokens: 0, outputTokens: 9 } }],
    ["output tokens", { "ai.usage.completionTokens": 9 }, { usage: { inputTokens: 0, outputTokens: 9 } }],
    ["total tokens", { "ai.usage.totalTokens": 9 }, { usage: { inputTokens: 9 }, usageSource: "estimated" }],
    [
      "cache read",
      { "ai.usage.inputTokens": 9, "ai.usage.cachedInputTokens": 4 },
      { usage: { inputTokens: 9, cacheReadTokens: 4 } },
    ],
    [
      "cache read",
      { "ai.usage.inputTokens": 9, "ai.usage.inputTokenDetails.cacheReadTokens": 4 },
      { usage: { inputTokens: 9, cacheReadTokens: 4 } },
    ],
    [
      "cache write",
      { "ai.usage.inputTokens": 9, "ai.usage.inputTokenDetails.cacheWriteTokens": 4 },
      { usage: { inputTokens: 9, cacheWriteTokens: 4 } },
    ],
    [
      "reasoning",
      { "ai.usage.outputTokens": 9, "ai.usage.reasoningTokens": 4 },
      { usage: { outputTokens: 9, reasoningTokens: 4 } },
    ],
    [
      "reasoning",
      { "ai.usage.outputTokens": 9, "ai.usage.outputTokenDetails.reasoningTokens": 4 },
      { usage: { outputTokens: 9, reasoningTokens: 4 } },
    ],
    ["first token", { "ai.response.msToFirstChunk": 30 }, { timeToFirstTokenMs: 30 }],
    [
      "first token",
      {},
      { timeToFirstTokenMs: 30 },
      {
        events: [
          {
            name: "ai.stream.firstChunk",
            timeUnixNano: 1n,
            attributes: { "ai.response.msToFirstChunk": 30 },
          },
        ],
      },
    ],
    [
      "stream",
      { "ai.operationId": "ai.streamText.doStream" },
      { metadata: { "gen_ai.request.stream": true } },
    ],
    [
      "finish",
      { "ai.response.finishReason": "stop" },
      { metadata: { "gen_ai.response.finish_reasons": "stop" } },
    ],
    ["response id", { "ai.response.id": "r1" }, { metadata: { "gen_ai.response.id": "r1" } }],
    ["session", { "ai.telemetry.metadata.sessionId": "s1" }, { sessionId: "s1" }],
    ["session", { "ai.settings.context.sessionId": "s1" }, { sessionId: "s1" }],
    ["user", { "ai.telemetry.metadata.userId": "u1" }, { userId: "u1" }],
    ["user", { "ai.settings.context.userId": "u1" }, { userId: "u1" }],
    [
      "tags and metadata",
      {
        "ai.telemetry.metadata.team": "search",
        "ai.settings.context.plan": "pro",
        "ai.telemetry.functionId": "greet",
      },
      { metadata: { team: "search", plan: "pro" }, name: "greet", queryType: "greet" },
    ],
    ["environment and release", {}, { release: "2.1" }, { resource: { "service.version": "2.1" } }],
    [
      "input and output",
      { "ai.prompt.messages": "[]", "ai.response.text": "yo" },
      { input: "[]", output: "yo" },
    ],
    ["input and output", { "ai.prompt": "p", "ai.response.object": "{}" }, { input: "p", output: "{}" }],
    [
      "input and output",
      { "ai.response.toolCalls": '[{"toolCallId":"c","toolName":"weather","input":"{}"}]' },
      { output: '[{"role":"assistant","tool_calls":[{"id":"c","name":"weather","arguments":{}}]}]' },
    ],
    [
      "tool",
      {
        "ai.operationId": "ai.toolCall",
        "ai.toolCall.name": "weather",
        "ai.toolCall.id": "call_1",
        "ai.toolCall.args": "{}",
        "ai.toolCall.result": "sunny",
      },
      {
        kind: "tool",
        name: "weather",
        input: "{}",
        output: "sunny",
        metadata: { "gen_ai.tool.call.id": "call_1" },
      },
    ],
    ["agent", { "ai.operationId": "ai.generateText", "ai.telemetry.functionId": "greet" }, { name: "greet" }],
    [
      "error",
      {},
      { status: "error", error: { class: "rate_limit", type: "RateLimitError" } },
      {
        statusCode: 2,
        events: [
          {
            name: "exception",
            timeUnixNano: 1n,
            attributes: { "exception.type": "RateLimitError", "exception.message": "429 Rate limit reached" },
          },
        ],
      },
    ],
    ["service tier", TIER, { serviceTier: "flex" }],
    [
      "service tier",
      { "ai.response.providerMetadata": '{"anthropic":{"usage":{"service_tier":"priority"}}}' },
      { serviceTier: "priority" },
    ],
  ],
};
