import { type DialectCells, eventAt } from "./dialect-cells.ts";

/** OpenInference. */
export const openInferenceCells: DialectCells = {
  dialect: "openinference",
  call: { "openinference.span.kind": "LLM" },
  untold: ["stream", "response id", "service tier"],
  cells: [
    ...(
      [
        ["LLM", "llm"],
        ["CHAIN", "chain"],
        ["TOOL", "tool"],
        ["AGENT", "agent"],
        ["RETRIEVER", "retriever"],
        ["RERANKER", "retriever"],
        ["EMBEDDING", "embedding"],
        ["PROMPT", "chain"],
        ["GUARDRAIL", "chain"],
        ["EVALUATOR", "chain"],
      ] as const
    ).map(([told, kind]) => ["operation", { "openinference.span.kind": told }, { kind }] as const),
    ["provider", { "llm.provider": "azure", "llm.system": "openai" }, { provider: "azure.ai.openai" }],
    ["provider", { "llm.system": "openai" }, { provider: "openai" }],
    ["provider", { metadata: '{"ls_provider":"openai"}' }, { provider: "openai", metadata: undefined }],
    ["model asked", { "llm.request.model_name": "a", "llm.model_name": "b" }, { requestModel: "a" }],
    ["model asked", { "llm.model_name": "b" }, { requestModel: "b" }],
    ["model answered", { "llm.response.model_name": "c" }, { responseModel: "c" }],
    ["input tokens", { "llm.token_count.prompt": 9 }, { usage: { inputTokens: 9, outputTokens: 0 } }],
    ["output tokens", { "llm.token_count.completion": 9 }, { usage: { inputTokens: 0, outputTokens: 9 } }],
    [
      "total tokens",
      { "llm.token_count.total": 9 },
      {
        usage: { inputTokens: 9, outputTokens: 0 },
        cost: { source: "unpriced", reason: "only_total_tokens" },
      },
    ],
    [
      "cache read",
      { "llm.token_count.prompt": 9, "llm.token_count.prompt_details.cache_read": 4 },
      { usage: { inputTokens: 9, cacheReadTokens: 4 } },
    ],
    [
      "cache write",
      { "llm.token_count.prompt": 9, "llm.token_count.prompt_details.cache_write": 4 },
      { usage: { inputTokens: 9, cacheWriteTokens: 4 } },
    ],
    [
      "reasoning",
      { "llm.token_count.completion": 9, "llm.token_count.completion_details.reasoning": 4 },
      { usage: { outputTokens: 9, reasoningTokens: 4 } },
    ],
    [
      "audio",
      {
        "llm.token_count.prompt": 9,
        "llm.token_count.prompt_details.audio": 4,
        "llm.token_count.completion_details.audio": 3,
      },
      { usage: { inputTokens: 9, inputAudioTokens: 4, outputAudioTokens: 3 } },
    ],
    [
      "cost",
      { "llm.cost.total": 0.03, "llm.cost.prompt": 0.01, "llm.cost.completion": 0.02 },
      { reportedCost: { totalUsd: 0.03, inputUsd: 0.01 } },
    ],
    ["cost", { "llm.cost.total": 0.03 }, { reportedCost: { totalUsd: 0.03 } }],
    [
      "cost",
      { "llm.cost.prompt": 0.25, "llm.cost.completion": 0.5 },
      { reportedCost: { totalUsd: 0.75, inputUsd: 0.25 } },
    ],
    ["cost", { "llm.cost.total": 0 }, { reportedCost: undefined }],
    ["first token", {}, { timeToFirstTokenMs: 30 }, { events: [eventAt("First Token Stream Event", 30)] }],
    ["finish", { "llm.finish_reason": "stop" }, { metadata: { "gen_ai.response.finish_reasons": "stop" } }],
    ["session", { "session.id": "s1" }, { sessionId: "s1" }],
    ["session", { metadata: '{"thread_id":"t1"}' }, { sessionId: "t1" }],
    ["user", { "user.id": "u1" }, { userId: "u1" }],
    ["user", { metadata: '{"user_id":"u1"}' }, { userId: "u1" }],
    [
      "tags and metadata",
      { "tag.tags": ["a", "b"], metadata: '{"team":"search"}' },
      { tags: ["a", "b"], metadata: { team: "search" } },
    ],
    [
      "environment and release",
      {},
      { metadata: { project: "shop" }, environment: "staging" },
      { resource: { "openinference.project.name": "shop", "deployment.environment.name": "staging" } },
    ],
    ["input and output", { "input.value": "hi", "output.value": "yo" }, { input: "hi", output: "yo" }],
    [
      "input and output",
      {
        "llm.input_messages.0.message.role": "system",
        "llm.input_messages.0.message.content": "be brief",
        "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "weather",
        "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"city":"Bern"}',
      },
      {
        input: '[{"role":"system","content":"be brief"}]',
        output: '[{"role":"assistant","tool_calls":[{"name":"weather","arguments":{"city":"Bern"}}]}]',
      },
    ],
    [
      "tool",
      {
        "openinference.span.kind": "TOOL",
        "tool.name": "weather",
        "tool.id": "call_1",
        "tool.parameters": '{"city":"Bern"}',
      },
      { name: "weather", input: '{"city":"Bern"}', metadata: { "gen_ai.tool.call.id": "call_1" } },
    ],
    ["agent", { "openinference.span.kind": "AGENT", "agent.name": "clerk" }, { name: "clerk" }],
    ["agent", { "openinference.span.kind": "AGENT", "graph.node.name": "clerk" }, { name: "clerk" }],
    ["agent", { "openinference.span.kind": "AGENT", "graph.node.id": "n1" }, { name: "n1" }],
    [
      "error",
      {},
      { status: "error", error: { class: "rate_limit" } },
      { statusCode: 2, statusMessage: "429 Rate limit reached" },
    ],
  ],
};
