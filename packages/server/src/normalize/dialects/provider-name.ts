/** Older names of providers, and the ones of today's conventions. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ["az.ai.openai", "azure.ai.openai"],
  ["az.ai.inference", "azure.ai.inference"],
  ["azure", "azure.ai.openai"],
  ["azure_openai", "azure.ai.openai"],
  ["azureopenai", "azure.ai.openai"],
  ["bedrock", "aws.bedrock"],
  ["amazon_bedrock", "aws.bedrock"],
  ["aws", "aws.bedrock"],
  ["gemini", "gcp.gemini"],
  ["google", "gcp.gemini"],
  ["google_genai", "gcp.gemini"],
  ["google.generative-ai", "gcp.gemini"],
  ["google_vertexai", "gcp.vertex_ai"],
  ["google.vertex", "gcp.vertex_ai"],
  ["vertex_ai", "gcp.vertex_ai"],
  ["vertexai", "gcp.vertex_ai"],
  ["mistral", "mistral_ai"],
  ["mistralai", "mistral_ai"],
  ["moonshot", "moonshot_ai"],
  ["watsonx", "ibm.watsonx.ai"],
  ["xai", "x_ai"],
]);

/** Names of frameworks, which some senders put where the provider belongs. */
const FRAMEWORKS: ReadonlySet<string> = new Set([
  "langchain",
  "langgraph",
  "llamaindex",
  "llama_index",
  "haystack",
  "crewai",
]);

/**
 * A provider under the name of the GenAI conventions; undefined for what is no provider. `openai.chat` and
 * `anthropic.messages`, as the AI SDK has them, name the API after the provider.
 */
export function providerName(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const known = name.toLowerCase();
  const renamed = RENAMED.get(known);
  if (renamed !== undefined) return renamed;
  if (FRAMEWORKS.has(known)) return undefined;
  const api = /^(.+)\.(chat|messages|responses|completions?|embeddings?|embedding|text-embedding)$/.exec(
    known,
  );
  return api?.[1] === undefined ? known : (RENAMED.get(api[1]) ?? api[1]);
}
