import { ChatAnthropic } from "@langchain/anthropic";
import { ChatOpenAI } from "@langchain/openai";

/** Where the models are. */
export interface ProviderAddress {
  /** Undefined: the provider's own. */
  readonly baseUrl: string | undefined;
  readonly apiKey: string;
}

/** The providers of a run; a live run may have only one. */
export interface Providers {
  readonly openAi: ProviderAddress;
  readonly anthropic: ProviderAddress;
}

/** How a model of the demo is called. */
export interface ModelChoice {
  readonly model: string;
  readonly maxTokens: number;
  /** Attempts beyond the first that the client makes by itself, unseen by callbacks. */
  readonly maxRetries?: number;
}

/** A chat model of OpenAI, through LangChain's own client. */
export function openAiModel({ baseUrl, apiKey }: ProviderAddress, choice: ModelChoice): ChatOpenAI {
  const { model, maxTokens, maxRetries = 2 } = choice;
  return new ChatOpenAI({ model, maxTokens, maxRetries, apiKey, configuration: { baseURL: baseUrl } });
}

/** A chat model of Anthropic, through LangChain's own client. */
export function anthropicModel({ baseUrl, apiKey }: ProviderAddress, choice: ModelChoice): ChatAnthropic {
  const { model, maxTokens, maxRetries = 2 } = choice;
  return new ChatAnthropic({
    model,
    maxTokens,
    maxRetries,
    apiKey,
    ...(baseUrl !== undefined && { anthropicApiUrl: baseUrl }),
  });
}
