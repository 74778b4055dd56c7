import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { BaseChatModel, type LangSmithParams } from "@langchain/core/language_models/chat_models";
import { AIMessage, AIMessageChunk, type BaseMessage, type UsageMetadata } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";

/** What {@link AnsweringModel} pretends to be: a model with a known price. */
const MODEL = "gpt-4o";
const ANSWER = "Quantum entanglement links two particles so that measuring one tells you about the other.";
const STREAMED_TOKENS = 500;

/**
 * A chat model that answers at once, in process, with usage as the OpenAI client reports it: all that is left to
 * measure is LangChain itself and the handler.
 */
export class AnsweringModel extends BaseChatModel {
  constructor() {
    super({});
  }

  override _llmType(): string {
    return "openai";
  }

  override getLsParams(options: this["ParsedCallOptions"]): LangSmithParams {
    const params = super.getLsParams(options);
    return { ...params, ls_provider: "openai", ls_model_name: MODEL, ls_max_tokens: STREAMED_TOKENS };
  }

  override invocationParams(): Record<string, unknown> {
    return { model: MODEL, max_tokens: STREAMED_TOKENS };
  }

  override async _generate(): Promise<ChatResult> {
    const usage = usageOf(20);
    const message = new AIMessage({
      content: ANSWER,
      usage_metadata: usage,
      response_metadata: { model_name: "gpt-4o-2024-08-06", finish_reason: "stop" },
    });
    return {
      generations: [{ text: ANSWER, message }],
      llmOutput: { tokenUsage: { promptTokens: usage.input_tokens, completionTokens: usage.output_tokens } },
    };
  }

  override async *_streamResponseChunks(
    _messages: BaseMessage[],
    _options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    for (let index = 0; index < STREAMED_TOKENS; index += 1) {
      const chunk = new ChatGenerationChunk({
        text: " word",
        message: new AIMessageChunk({ content: " word" }),
      });
      yield chunk;
      await runManager?.handleLLMNewToken(" word", undefined, undefined, undefined, undefined, { chunk });
    }
    const message = new AIMessageChunk({
      content: "",
      usage_metadata: usageOf(STREAMED_TOKENS),
      response_metadata: { model_name: "gpt-4o-2024-08-06", finish_reason: "stop" },
    });
    yield new ChatGenerationChunk({ text: "", message });
  }
}

function usageOf(outputTokens: number): UsageMetadata {
  return {
    input_tokens: 30,
    output_tokens: outputTokens,
    total_tokens: 30 + outputTokens,
    input_token_details: { cache_read: 10 },
  };
}
