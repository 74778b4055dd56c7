/**
 * Every name that Breakwater emits through OpenTelemetry. No npm package has the newer ones
 * (`@opentelemetry/semantic-conventions` 1.45 stops at v1.41 of the GenAI conventions), so they are written down here.
 * docs/opentelemetry.md explains them; a test holds the two together.
 */

/**
 * Span attributes that old and new conventions share. Source: open-telemetry/semantic-conventions v1.36.0,
 * docs/gen-ai/gen-ai-spans.md, and open-telemetry/semantic-conventions-genai v0.1.0, docs/gen-ai.
 */
export const SHARED_ATTRIBUTE = {
  operation: "gen_ai.operation.name",
  requestModel: "gen_ai.request.model",
  responseModel: "gen_ai.response.model",
  maxTokens: "gen_ai.request.max_tokens",
  temperature: "gen_ai.request.temperature",
  topP: "gen_ai.request.top_p",
  topK: "gen_ai.request.top_k",
  frequencyPenalty: "gen_ai.request.frequency_penalty",
  presencePenalty: "gen_ai.request.presence_penalty",
  stopSequences: "gen_ai.request.stop_sequences",
  seed: "gen_ai.request.seed",
  choiceCount: "gen_ai.request.choice.count",
  finishReasons: "gen_ai.response.finish_reasons",
  inputTokens: "gen_ai.usage.input_tokens",
  outputTokens: "gen_ai.usage.output_tokens",
  /** v1.41, kept by v0.1.0. */
  cacheReadTokens: "gen_ai.usage.cache_read.input_tokens",
  /** v1.41, kept by v0.1.0. */
  reasoningTokens: "gen_ai.usage.reasoning.output_tokens",
  conversationId: "gen_ai.conversation.id",
  toolName: "gen_ai.tool.name",
  agentName: "gen_ai.agent.name",
} as const;

/** Span attributes of the new conventions alone. Source: semantic-conventions-genai v0.1.0, docs/gen-ai. */
export const NEW_ATTRIBUTE = {
  provider: "gen_ai.provider.name",
  isStream: "gen_ai.request.stream",
  timeToFirstChunk: "gen_ai.response.time_to_first_chunk",
  cacheWriteTokens: "gen_ai.usage.cache_write.input_tokens",
  inputAudioTokens: "gen_ai.usage.audio.input_tokens",
  outputAudioTokens: "gen_ai.usage.audio.output_tokens",
  openAiServiceTier: "openai.response.service_tier",
  inputMessages: "gen_ai.input.messages",
  outputMessages: "gen_ai.output.messages",
  toolArguments: "gen_ai.tool.call.arguments",
  toolResult: "gen_ai.tool.call.result",
  /** On the usage counters. */
  tokenModality: "gen_ai.token.modality",
} as const;

/** Attributes of the old conventions alone. Source: semantic-conventions v1.36.0, docs/gen-ai. */
export const OLD_ATTRIBUTE = {
  system: "gen_ai.system",
  openAiServiceTier: "gen_ai.openai.response.service_tier",
  /** v1.41; renamed to `cache_write` since. */
  cacheWriteTokens: "gen_ai.usage.cache_creation.input_tokens",
  /** On the metric of token usage. */
  tokenType: "gen_ai.token.type",
} as const;

/** Span events with content, of the old conventions. Source: semantic-conventions v1.36.0, docs/gen-ai/gen-ai-events.md. */
export const OLD_EVENT = {
  system: "gen_ai.system.message",
  user: "gen_ai.user.message",
  assistant: "gen_ai.assistant.message",
  tool: "gen_ai.tool.message",
  choice: "gen_ai.choice",
} as const;

/** Attributes of the general conventions. Source: semantic-conventions v1.45.0, docs/registry/attributes. */
export const GENERAL_ATTRIBUTE = {
  errorType: "error.type",
  serverAddress: "server.address",
  serverPort: "server.port",
  userId: "user.id",
} as const;

/** Our own attributes, for what the conventions have no name for. Source: docs/opentelemetry.md. */
export const OWN_ATTRIBUTE = {
  status: "breakwater.status",
  kind: "breakwater.kind",
  name: "breakwater.name",
  environment: "breakwater.environment",
  project: "breakwater.project",
  costUsd: "breakwater.cost.usd",
  costSource: "breakwater.cost.source",
  unpricedReason: "breakwater.cost.unpriced_reason",
  usageSource: "breakwater.usage.source",
  serviceTier: "breakwater.service_tier",
  queryType: "breakwater.query_type",
  tags: "breakwater.tags",
  attempt: "breakwater.attempt",
  isCached: "breakwater.cached",
  errorName: "breakwater.error.name",
  errorCode: "breakwater.error.code",
  errorFingerprint: "breakwater.error.fingerprint",
  budgetName: "breakwater.budget.name",
  budgetReason: "breakwater.budget.reason",
  budgetLimitUsd: "breakwater.budget.limit_usd",
  budgetSpentUsd: "breakwater.budget.spent_usd",
  budgetHeldUsd: "breakwater.budget.held_usd",
  budgetRequestedUsd: "breakwater.budget.requested_usd",
  budgetResetsAt: "breakwater.budget.resets_at",
} as const;

/** What our attribute of a metadata value starts with. */
export const METADATA_PREFIX = "breakwater.metadata.";

/** Metrics of the new conventions. Source: semantic-conventions-genai v0.1.0, gen-ai-metrics.md and gen-ai-token-metrics.md. */
export const NEW_METRIC = {
  duration: "gen_ai.client.inference.duration",
  timeToFirstChunk: "gen_ai.client.inference.time_to_first_chunk",
  inputTokens: "gen_ai.client.inference.operation.input_tokens",
  outputTokens: "gen_ai.client.inference.operation.output_tokens",
  usageInput: "gen_ai.client.inference.usage.input_tokens",
  usageOutput: "gen_ai.client.inference.usage.output_tokens",
  usageCacheRead: "gen_ai.client.inference.usage.cache_read.input_tokens",
  usageCacheWrite: "gen_ai.client.inference.usage.cache_write.input_tokens",
  usageReasoning: "gen_ai.client.inference.usage.reasoning.output_tokens",
} as const;

/** Metrics of the old conventions. Source: semantic-conventions v1.36.0, docs/gen-ai/gen-ai-metrics.md. */
export const OLD_METRIC = {
  /** v0.1.0 keeps it for what is no inference: embeddings. */
  duration: "gen_ai.client.operation.duration",
  tokenUsage: "gen_ai.client.token.usage",
  /** v1.41; under `inference` since. */
  timeToFirstChunk: "gen_ai.client.operation.time_to_first_chunk",
} as const;

/** Our own metrics. Source: docs/opentelemetry.md. */
export const OWN_METRIC = {
  cost: "breakwater.cost",
  unpricedCalls: "breakwater.unpriced_calls",
  budgetDenials: "breakwater.budget.denials",
} as const;

/** Bounds in seconds that both conventions recommend for durations. */
export const SECONDS_BUCKETS = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];

/** Bounds that both conventions recommend for token counts. */
export const TOKEN_BUCKETS = [
  1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
];
