import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createOpenAI, type OpenAIProvider } from "@ai-sdk/openai";
import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { ProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { tool, wrapLanguageModel } from "ai";
import { z } from "zod";
import type { Monitor } from "../../monitor/monitor.ts";
import { monitorMiddleware } from "../monitor-middleware.ts";

type Fetch = typeof globalThis.fetch;
type Model = LanguageModelV4;

/** The AI SDK's OpenAI provider, pointed at a stub. */
export function openAiProvider(stub: ProviderStub, fetch?: Fetch): OpenAIProvider {
  return createOpenAI({ apiKey: "test", baseURL: stub.openAiBaseUrl, ...(fetch && { fetch }) });
}

/** The AI SDK's Anthropic model, pointed at a stub. */
export function anthropicModel(stub: ProviderStub): Model {
  return createAnthropic({ apiKey: "test", baseURL: `${stub.anthropicBaseUrl}/v1` })("claude-sonnet-4-5");
}

/** The AI SDK's Gemini model, pointed at a stub. */
export function googleModel(stub: ProviderStub): Model {
  return createGoogleGenerativeAI({ apiKey: "test", baseURL: `${stub.url}/v1beta` })("gemini-2.5-pro");
}

/** `model` with our middleware around it. */
export function wrapped(monitor: Monitor, model: Model): Model {
  return wrapLanguageModel({ model, middleware: monitorMiddleware(monitor) });
}

/** A tool that tells the weather, or fails. */
export function weatherTool(execute: () => Promise<string> = async () => "sunny") {
  return {
    weather: tool({ description: "The weather", inputSchema: z.object({ city: z.string() }), execute }),
  };
}

/** Reads a text stream to its end. */
export async function readAll(stream: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const piece of stream) text += piece;
  return text;
}
