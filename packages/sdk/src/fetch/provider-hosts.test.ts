import {
  canonicalProvider,
  catalogueProvider,
  isUncataloguedProvider,
} from "@breakwater/core/pricing/provider-id";
import { expect, test } from "vitest";
import { mayAskForUsage, providerOfHost } from "./provider-hosts.ts";

const HOSTS: readonly (readonly [url: string, provider: string | undefined])[] = [
  ["https://api.openai.com/v1/responses", "openai"],
  ["https://eu.api.openai.com/v1/responses", "openai"],
  ["https://acme.openai.azure.com/openai/deployments/x/chat/completions", "azure.ai.openai"],
  ["https://acme.cognitiveservices.azure.com/openai/deployments/x/embeddings", "azure.ai.openai"],
  ["https://acme.services.ai.azure.com/openai/v1/responses", "azure.ai.openai"],
  ["https://acme.services.ai.azure.com/models/chat/completions", "azure.ai.inference"],
  ["https://acme.services.ai.azure.com/anthropic/v1/messages", "anthropic"],
  ["https://api.anthropic.com/v1/messages", "anthropic"],
  ["https://generativelanguage.googleapis.com/v1beta/models/x:generateContent", "gcp.gemini"],
  ["https://us-central1-aiplatform.googleapis.com/v1/x", "gcp.vertex_ai"],
  ["https://aiplatform.googleapis.com/v1/x", "gcp.vertex_ai"],
  ["https://aiplatform.eu.rep.googleapis.com/v1/x", "gcp.vertex_ai"],
  ["https://bedrock-runtime.us-east-1.amazonaws.com/model/x/invoke", "aws.bedrock"],
  ["https://bedrock-mantle.us-east-1.api.aws/v1/responses", "aws.bedrock"],
  ["https://api.groq.com/openai/v1/chat/completions", "groq"],
  ["https://api.mistral.ai/v1/chat/completions", "mistral_ai"],
  ["https://api.deepseek.com/chat/completions", "deepseek"],
  ["https://api.x.ai/v1/chat/completions", "x_ai"],
  ["https://us-east-1.api.x.ai/v1/chat/completions", "x_ai"],
  ["https://api.perplexity.ai/chat/completions", "perplexity"],
  ["https://openrouter.ai/api/v1/chat/completions", "openrouter"],
  ["https://api.together.xyz/v1/chat/completions", "together"],
  ["https://api.fireworks.ai/inference/v1/chat/completions", "fireworks"],
  ["https://api.cerebras.ai/v1/chat/completions", "cerebras"],
  ["https://api.moonshot.ai/v1/chat/completions", "moonshot_ai"],
  ["https://api.cohere.ai/compatibility/v1/chat/completions", "cohere"],
  ["https://api.voyageai.com/v1/embeddings", "voyageai"],
  ["https://router.huggingface.co/v1/chat/completions", "huggingface"],
  ["https://us-south.ml.cloud.ibm.com/ml/v1/text/chat", "ibm.watsonx.ai"],
  ["http://localhost:11434/api/chat", "ollama"],
  ["http://localhost:8000/v1/chat/completions", undefined],
  ["https://api.openai.com.example.org/v1/responses", undefined],
  ["https://notopenai.azure.com.example.org/", undefined],
  ["https://example.org/v1/messages", undefined],
];

test.each(HOSTS)("%s is %s", (url, provider) => {
  expect(providerOfHost(new URL(url))).toBe(provider);
});

test("every id is the canonical one, and the price book knows it", () => {
  for (const [, provider] of HOSTS) {
    if (provider === undefined) continue;
    expect(canonicalProvider(provider)).toBe(provider);
    const isKnown = catalogueProvider(provider) !== undefined || isUncataloguedProvider(provider);
    expect(isKnown, provider).toBe(true);
  }
});

test.each([
  ["https://api.openai.com/v1/completions", true],
  ["https://api.mistral.ai/v1/fim/completions", false],
  ["https://api.perplexity.ai/chat/completions", false],
  ["https://x.openai.azure.com/openai/deployments/y/completions?api-version=2024-06-01", false],
  ["https://x.openai.azure.com/openai/deployments/y/completions?api-version=2024-10-21", true],
  ["http://localhost:8000/v1/completions", true],
])("%s may be asked for usage: %s", (url, isAllowed) => {
  expect(mayAskForUsage(new URL(url))).toBe(isAllowed);
});
