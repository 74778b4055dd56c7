import { expect, test } from "vitest";
import { knownToCatalogue } from "./catalogue.ts";
import { canonicalProvider, catalogueProvider } from "./provider-id.ts";

test.each([
  ["openai", "openai", "openai"],
  ["openai.responses", "openai", "openai"],
  ["anthropic", "anthropic", "anthropic"],
  ["azure", "azure.ai.openai", "azure"],
  ["az.ai.openai", "azure.ai.openai", "azure"],
  ["az.ai.inference", "azure.ai.inference", "azure"],
  ["amazon_bedrock", "aws.bedrock", "aws"],
  ["amazon-bedrock", "aws.bedrock", "aws"],
  ["google_genai", "gcp.gemini", "google"],
  ["google.generative-ai", "gcp.gemini", "google"],
  ["google_vertexai", "gcp.vertex_ai", "google"],
  ["google.vertex.chat", "gcp.vertex_ai", "google"],
  ["vertex_ai", "gcp.vertex_ai", "google"],
  ["gcp.gen_ai", "gcp.gen_ai", "google"],
  ["mistral", "mistral_ai", "mistral"],
  ["mistralai", "mistral_ai", "mistral"],
  ["xai", "x_ai", "x-ai"],
  ["moonshot", "moonshot_ai", "moonshotai"],
  ["groq", "groq", "groq"],
  ["cohere", "cohere", "cohere"],
  ["deepseek", "deepseek", "deepseek"],
  ["perplexity", "perplexity", "perplexity"],
  ["watsonx", "ibm.watsonx.ai", undefined],
  ["ollama", "ollama", undefined],
  [" OpenAI ", "openai", "openai"],
  ["Acme", "acme", undefined],
])("%s is %s, in the catalogue %s", (id, canonical, catalogue) => {
  expect(canonicalProvider(id)).toBe(canonical);
  expect(catalogueProvider(id)).toBe(catalogue);
});

test("an id that only the catalogue knows is taken, one that merely contains a provider's name is not", () => {
  expect(knownToCatalogue("baseten")).toBe("baseten");
  expect(knownToCatalogue("my-openai-proxy")).toBeUndefined();
});
