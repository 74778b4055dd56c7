import { type DialectCells, eventAt } from "./dialect-cells.ts";

const TOOL = { "gen_ai.operation.name": "execute_tool" };
const USER = '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]';

/** The GenAI conventions: today's names, then those up to v1.41 and up to v1.36. */
export const genaiCells: DialectCells = {
  dialect: "genai",
  call: { "gen_ai.operation.name": "chat", "gen_ai.request.model": "m" },
  untold: ["cost", "tags and metadata"],
  cells: [
    ["operation", { "gen_ai.operation.name": "embeddings" }, { kind: "embedding" }],
    ["provider", { "gen_ai.provider.name": "aws.bedrock" }, { provider: "aws.bedrock" }],
    ["provider", { "gen_ai.system": "az.ai.openai" }, { provider: "azure.ai.openai" }],
    ["model asked", { "gen_ai.request.model": "gpt-4o" }, { requestModel: "gpt-4o" }],
    ["model answered", { "gen_ai.response.model": "gpt-4o-1" }, { responseModel: "gpt-4o-1" }],
    ["input tokens", { "gen_ai.usage.input_tokens": "9" }, { usage: { inputTokens: 9, outputTokens: 0 } }],
    ["input tokens", { "gen_ai.usage.prompt_tokens": 9 }, { usage: { inputTokens: 9, outputTokens: 0 } }],
    ["output tokens", { "gen_ai.usage.output_tokens": 9 }, { usage: { inputTokens: 0, outputTokens: 9 } }],
    [
      "output tokens",
      { "gen_ai.usage.completion_tokens": 9 },
      { usage: { inputTokens: 0, outputTokens: 9 } },
    ],
    [
      "total tokens",
      { "gen_ai.usage.total_tokens": 9 },
      {
        usage: { inputTokens: 9, outputTokens: 0 },
        usageSource: "estimated",
        cost: { source: "unpriced", reason: "only_total_tokens" },
      },
    ],
    [
      "total tokens",
      { "gen_ai.usage.total_tokens": 9, "gen_ai.usage.input_tokens": 7 },
      { usage: { inputTokens: 7, outputTokens: 2 }, usageSource: "reported" },
    ],
    [
      "total tokens",
      { "gen_ai.operation.name": "embeddings", "gen_ai.usage.total_tokens": 9 },
      { usage: { inputTokens: 9, outputTokens: 0 }, usageSource: "reported" },
    ],
    [
      "cache read",
      { "gen_ai.usage.input_tokens": 9, "gen_ai.usage.cache_read.input_tokens": 4 },
      { usage: { inputTokens: 9, outputTokens: 0, cacheReadTokens: 4 } },
    ],
    [
      "cache write",
      { "gen_ai.usage.input_tokens": 9, "gen_ai.usage.cache_write.input_tokens": 4 },
      { usage: { inputTokens: 9, outputTokens: 0, cacheWriteTokens: 4 } },
    ],
    [
      "cache write",
      { "gen_ai.usage.input_tokens": 9, "gen_ai.usage.cache_creation.input_tokens": 4 },
      { usage: { inputTokens: 9, outputTokens: 0, cacheWriteTokens: 4 } },
    ],
    [
      "reasoning",
      { "gen_ai.usage.output_tokens": 9, "gen_ai.usage.reasoning.output_tokens": 4 },
      { usage: { inputTokens: 0, outputTokens: 9, reasoningTokens: 4 } },
    ],
    [
      "audio",
      {
        "gen_ai.usage.input_tokens": 9,
        "gen_ai.usage.audio.input_tokens": 4,
        "gen_ai.usage.audio.output_tokens": 3,
      },
      { usage: { inputTokens: 9, outputTokens: 0, inputAudioTokens: 4, outputAudioTokens: 3 } },
    ],
    ["first token", { "gen_ai.response.time_to_first_chunk": 0.5 }, { timeToFirstTokenMs: 500 }],
    ["stream", { "gen_ai.request.stream": true }, { metadata: { "gen_ai.request.stream": true } }],
    [
      "finish",
      { "gen_ai.response.finish_reasons": ["stop", "length"] },
      { metadata: { "gen_ai.response.finish_reasons": "stop, length" } },
    ],
    ["response id", { "gen_ai.response.id": "r1" }, { metadata: { "gen_ai.response.id": "r1" } }],
    ["session", { "gen_ai.conversation.id": "c1", "session.id": "s1" }, { sessionId: "c1" }],
    ["session", { "session.id": "s1" }, { sessionId: "s1" }],
    ["user", { "user.id": "u1", "enduser.id": "u2" }, { userId: "u1" }],
    ["user", { "enduser.id": "u2" }, { userId: "u2" }],
    [
      "environment and release",
      {},
      { environment: "staging", release: "2.1" },
      { resource: { "deployment.environment.name": "staging", "service.version": "2.1" } },
    ],
    [
      "environment and release",
      {},
      { environment: "staging" },
      { resource: { "deployment.environment": "staging" } },
    ],
    [
      "input and output",
      { "gen_ai.input.messages": USER, "gen_ai.output.messages": "[]" },
      { input: USER, output: "[]" },
    ],
    [
      "input and output",
      { "gen_ai.system_instructions": '[{"type":"text","content":"be brief"}]' },
      { input: '[{"role":"system","parts":[{"type":"text","content":"be brief"}]}]' },
    ],
    ["input and output", { "gen_ai.prompt": "p", "gen_ai.completion": "c" }, { input: "p", output: "c" }],
    [
      "input and output",
      {},
      { input: '[{"role":"tool","content":"sunny"}]', output: '[{"role":"assistant","content":"yo"}]' },
      {
        events: [
          eventAt("gen_ai.tool.message", 0, { content: "sunny" }),
          eventAt("gen_ai.choice", 1, { message: { content: "yo" } }),
        ],
      },
    ],
    [
      "tool",
      {
        ...TOOL,
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
    [
      "agent",
      { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "clerk" },
      { kind: "agent", name: "clerk" },
    ],
    [
      "agent",
      { "gen_ai.operation.name": "invoke_workflow", "gen_ai.workflow.name": "refunds" },
      { kind: "chain", name: "refunds" },
    ],
    [
      "error",
      { "error.type": "RateLimitError" },
      { status: "error", error: { class: "rate_limit", type: "RateLimitError" } },
      { statusCode: 2 },
    ],
    ["service tier", { "openai.response.service_tier": "flex" }, { serviceTier: "flex" }],
    ["service tier", { "gen_ai.openai.response.service_tier": "flex" }, { serviceTier: "flex" }],
  ],
};
