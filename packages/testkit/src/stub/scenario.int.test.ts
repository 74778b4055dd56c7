import { ChatAnthropic } from "@langchain/anthropic";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { createAgent } from "langchain";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { type ProviderStub, startProviderStub } from "./provider-stub.ts";
import { createScenario } from "./scenario.ts";

const NO_TROUBLE = { rateLimited: 0, serverErrors: 0, brokenConnections: 0 };
let stub: ProviderStub;
beforeAll(async () => {
  const { respond } = createScenario({ seed: 1, speed: 10_000, calm: NO_TROUBLE });
  stub = await startProviderStub({ respond });
});
beforeEach(() => stub.reset());
afterAll(() => stub.close());

const key = { apiKey: "sk-stub", maxRetries: 0 };

test.each<[string, () => BaseChatModel]>([
  ["chat", () => openAi(false)],
  ["responses", () => openAi(true)],
  [
    "anthropic",
    () => new ChatAnthropic({ ...key, model: "claude-sonnet-4-5", anthropicApiUrl: stub.anthropicBaseUrl }),
  ],
])("an agent calls its first tool once with valid arguments, then answers: %s", async (_, createModel) => {
  const asked: string[] = [];
  const search = tool(
    ({ query }) => {
      asked.push(query);
      return "thirty days";
    },
    { name: "search_orders", description: "Searches the orders.", schema: z.object({ query: z.string() }) },
  );
  const agent = createAgent({ model: createModel(), tools: [search] });
  const question = "How long can I return an order?";
  const { messages } = await agent.invoke({ messages: [{ role: "user", content: question }] });
  expect(asked).toEqual([question]);
  expect(messages.map(({ type }) => type)).toEqual(["human", "ai", "tool", "ai"]);
  expect(messages.at(-1)?.text).not.toBe("");
  await stub.waitForEnded(2);
  expect(stub.calls.map(({ completed }) => completed)).toEqual([true, true]);
});

function openAi(useResponsesApi: boolean): ChatOpenAI {
  return new ChatOpenAI({
    ...key,
    model: "gpt-4o",
    useResponsesApi,
    configuration: { baseURL: stub.openAiBaseUrl },
  });
}
