import type { Dialect } from "../dialect.ts";
import { anthropicMessagesDialect } from "./anthropic-messages/anthropic-messages-dialect.ts";
import { geminiDialect, geminiEmbeddingsDialect } from "./gemini/gemini-dialect.ts";
import { ollamaDialect, ollamaEmbeddingsDialect } from "./ollama/ollama-dialect.ts";
import { openAiChatDialect } from "./openai-chat/openai-chat-dialect.ts";
import { openAiCompletionsDialect } from "./openai-completions/openai-completions-dialect.ts";
import { openAiEmbeddingsDialect } from "./openai-embeddings/openai-embeddings-dialect.ts";
import {
  openAiCompactionDialect,
  openAiResponsesDialect,
} from "./openai-responses/openai-responses-dialect.ts";

/** All wire protocols that the guard reads; the first that matches a target is taken. */
export const DIALECTS: readonly Dialect[] = [
  openAiChatDialect,
  openAiResponsesDialect,
  openAiCompactionDialect,
  openAiEmbeddingsDialect,
  openAiCompletionsDialect,
  anthropicMessagesDialect,
  geminiDialect,
  geminiEmbeddingsDialect,
  ollamaDialect,
  ollamaEmbeddingsDialect,
];
