import type { IncomingHttpHeaders } from "node:http";
import type { JsonObject } from "../json-value.ts";

/** The provider protocols that the stub speaks. */
export type WireName =
  | "openai-chat"
  | "openai-responses"
  | "openai-embeddings"
  | "anthropic-messages"
  | "gemini-generate"
  | "gemini-embeddings"
  | "ollama-chat";

/** A function that the caller offers to the model. */
export interface StubTool {
  readonly name: string;
  /** JSON Schema of the arguments. */
  readonly schema: JsonObject;
}

/** What a protocol's reader finds in a request body, in the same words for all protocols. */
export interface WireRequest {
  readonly model: string;
  readonly isStreaming: boolean;
  /** All text of the prompt in its order, the system prompt first. */
  readonly texts: readonly string[];
  /** Text of the newest message of a human. */
  readonly userText: string;
  readonly tools: readonly StubTool[];
  /** True when a tool's result follows the newest message of a human. */
  readonly hasToolResult: boolean;
  readonly maxOutputTokens?: number;
  /** How many answers are asked for (`n`). */
  readonly choiceCount: number;
}

/** One call, as the reply function sees it. */
export interface StubRequest extends WireRequest {
  /** Counts up from 1 since the start or the last reset. */
  readonly id: number;
  readonly wire: WireName;
  readonly path: string;
  /** Path and query as they were asked for. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonObject;
  /** The default input usage: tokens of all texts and tool schemas, 3 a message and 3 more, as OpenAI counts. */
  readonly inputTokens: number;
}
