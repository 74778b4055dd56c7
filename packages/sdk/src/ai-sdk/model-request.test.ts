import { messageBound } from "@breakwater/core/usage/message-bound";
import { expect, test } from "vitest";
import { languageModelCall, observedModelCall } from "./model-request.ts";

const MODEL = { provider: "openai.responses", modelId: "gpt-4o" };

test.each([
  ["openai.chat", "gpt-4o", "openai"],
  ["openai.responses", "gpt-4o", "openai"],
  ["anthropic.messages", "claude-sonnet-4-5", "anthropic"],
  ["google.generative-ai", "gemini-2.5-pro", "gcp.gemini"],
  ["google.vertex.chat", "gemini-2.5-pro", "gcp.vertex_ai"],
  ["azure.responses", "my-deployment", "azure.ai.openai"],
  ["amazon-bedrock", "anthropic.claude-sonnet-4-5", "aws.bedrock"],
  ["gateway", "anthropic/claude-sonnet-4-5", "anthropic"],
  ["groq.chat", "llama-3.3-70b", "groq"],
])("%s, %s is of %s", (provider, modelId, canonical) => {
  expect(languageModelCall({ provider, modelId }, {})).toMatchObject({
    provider: canonical,
    requestModel: modelId,
  });
});

test("an image in a file part has a bound, a document has none", () => {
  const boundOf = (mediaType: string) => {
    const content = [{ type: "file", mediaType, data: new Uint8Array(8) }];
    return messageBound(languageModelCall(MODEL, { prompt: [{ role: "user", content }] }).request);
  };
  expect(boundOf("image/png")).toMatchObject({ isBounded: true });
  expect(boundOf("application/pdf")).toMatchObject({ isBounded: false });
});

test("the asked tier is the provider's own option", () => {
  expect(languageModelCall(MODEL, { providerOptions: { openai: { serviceTier: "flex" } } }).serviceTier).toBe(
    "flex",
  );
});

test("instructions and messages count; hidden ones leave no bound", () => {
  const event = { instructions: "x".repeat(1_000), messages: [{ role: "user", content: "Hi" }] };
  const { request } = observedModelCall(MODEL, event, undefined);
  expect(messageBound(request).tokens).toBeGreaterThan(1_000);
  const hidden = observedModelCall(MODEL, { recordInputs: false, messages: [] }, undefined);
  expect(messageBound(hidden.request).isBounded).toBe(false);
});
