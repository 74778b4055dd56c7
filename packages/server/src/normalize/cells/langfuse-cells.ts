import type { Attributes } from "../../ingest/otlp/otlp-span.ts";
import type { DialectCells } from "./dialect-cells.ts";

const used = (details: object): Attributes => ({
  "langfuse.observation.usage_details": JSON.stringify(details),
});
const paid = (details: object): Attributes => ({
  "langfuse.observation.cost_details": JSON.stringify(details),
});

/** Langfuse: of usage, every bucket adds up. */
export const langfuseCells: DialectCells = {
  dialect: "langfuse",
  call: { "langfuse.observation.type": "generation" },
  untold: ["stream", "finish", "response id", "agent", "service tier"],
  cells: [
    ...(
      [
        ["embedding", "embedding"],
        ["span", "chain"],
        ["chain", "chain"],
        ["evaluator", "chain"],
        ["guardrail", "chain"],
        ["agent", "agent"],
        ["retriever", "retriever"],
        ["event", "other"],
      ] as const
    ).map(([told, kind]) => ["operation", { "langfuse.observation.type": told }, { kind }] as const),
    ["provider", { "langfuse.observation.metadata.ls_provider": "google_genai" }, { provider: "gcp.gemini" }],
    [
      "model asked",
      {
        "langfuse.observation.metadata.ls_model_name": "gpt-4o",
        "langfuse.observation.model.name": "gpt-4o-1",
      },
      { requestModel: "gpt-4o", responseModel: "gpt-4o-1" },
    ],
    ["model answered", { "langfuse.observation.model.name": "gpt-4o-1" }, { responseModel: "gpt-4o-1" }],
    ["input tokens", used({ input: 9 }), { usage: { inputTokens: 9, outputTokens: 0 } }],
    ["input tokens", used({ input: 9, input_text: 5, input_image: 6 }), { usage: { inputTokens: 20 } }],
    ["input tokens", used({ input_text: 5, output: 1 }), { usage: { inputTokens: 5, outputTokens: 1 } }],
    ["output tokens", used({ output: 9 }), { usage: { inputTokens: 0, outputTokens: 9 } }],
    ["output tokens", used({ input: 1, output: 9, output_text: 5 }), { usage: { outputTokens: 14 } }],
    ["total tokens", used({ total: 9 }), { usage: { inputTokens: 9 }, usageSource: "estimated" }],
    ["total tokens", used({ input: 7, total: 9 }), { usage: { inputTokens: 7, outputTokens: 2 } }],
    [
      "cache read",
      used({ input: 9, input_cache_read: 4 }),
      { usage: { inputTokens: 13, cacheReadTokens: 4 } },
    ],
    [
      "cache read",
      used({ input: 9, input_cached_tokens: 4 }),
      { usage: { inputTokens: 13, cacheReadTokens: 4 } },
    ],
    [
      "cache read",
      used({
        prompt_tokens: 9,
        completion_tokens: 2,
        total_tokens: 11,
        prompt_tokens_details: { cached_tokens: 4 },
      }),
      { usage: { inputTokens: 9, outputTokens: 2, cacheReadTokens: 4 } },
    ],
    [
      "cache write",
      used({ input: 9, input_cache_creation: 4 }),
      { usage: { inputTokens: 13, cacheWriteTokens: 4 } },
    ],
    [
      "cache write",
      used({ input: 9, input_cache_creation_5m: 3, input_cache_creation_1h: 4 }),
      { usage: { inputTokens: 16, cacheWriteTokens: 7, cacheWrite1hTokens: 4 } },
    ],
    [
      "reasoning",
      used({ output: 9, output_reasoning: 4 }),
      { usage: { outputTokens: 13, reasoningTokens: 4 } },
    ],
    [
      "audio",
      used({ input: 9, input_audio: 4, output_audio: 3 }),
      { usage: { inputTokens: 13, outputTokens: 3, inputAudioTokens: 4, outputAudioTokens: 3 } },
    ],
    [
      "cost",
      paid({ input: 0.25, output: 0.5, total: 0.75 }),
      { reportedCost: { totalUsd: 0.75, inputUsd: 0.25 } },
    ],
    [
      "cost",
      paid({ input: 0.25, input_cache_read: 0.125, output: 0.5 }),
      { reportedCost: { totalUsd: 0.875, inputUsd: 0.375 } },
    ],
    ["cost", paid({ input: 0, output: 0, total: 0 }), { reportedCost: undefined }],
    [
      "first token",
      { "langfuse.observation.completion_start_time": '"2026-01-15T12:00:00.030Z"' },
      { timeToFirstTokenMs: 30 },
    ],
    ["session", { "session.id": "s1" }, { sessionId: "s1" }],
    ["session", { "langfuse.session.id": "s1" }, { sessionId: "s1" }],
    ["user", { "user.id": "u1" }, { userId: "u1" }],
    ["user", { "langfuse.user.id": "u1" }, { userId: "u1" }],
    [
      "tags and metadata",
      {
        "langfuse.trace.tags": ["a"],
        "langfuse.trace.metadata.team": "search",
        "langfuse.observation.metadata.step": 2,
      },
      { tags: ["a"], metadata: { team: "search", step: 2 } },
    ],
    [
      "environment and release",
      { "langfuse.environment": "staging", "langfuse.release": "2.1" },
      { environment: "staging", release: "2.1" },
    ],
    [
      "input and output",
      { "langfuse.observation.input": "hi", "langfuse.observation.output": "yo" },
      { input: "hi", output: "yo" },
    ],
    [
      "tool",
      { "langfuse.observation.type": "tool", "langfuse.observation.input": "{}" },
      { kind: "tool", input: "{}" },
    ],
    [
      "error",
      {
        "langfuse.observation.level": "ERROR",
        "langfuse.observation.status_message": "429 Rate limit reached",
      },
      { status: "error", error: { class: "rate_limit", message: "429 Rate limit reached" } },
    ],
  ],
};
