/**
 * One provider, many spellings: OpenTelemetry (new and old), LangChain's `ls_provider`, the Vercel AI SDK's
 * `openai.chat` style, LiteLLM's prefixes. The first column is our own (OpenTelemetry GenAI conventions), the
 * second the price catalogue's.
 */
interface KnownProvider {
  readonly canonical: string;
  /** Id in the catalogue; absent when the catalogue has no prices for this provider. */
  readonly catalogue?: string;
  readonly aliases: readonly string[];
}

const KNOWN_PROVIDERS: readonly KnownProvider[] = [
  { canonical: "openai", catalogue: "openai", aliases: ["text-completion-openai", "codex"] },
  { canonical: "anthropic", catalogue: "anthropic", aliases: ["claude"] },
  {
    canonical: "azure.ai.openai",
    catalogue: "azure",
    aliases: ["azure", "az.ai.openai", "azure_openai", "azureopenai", "azure-openai"],
  },
  {
    canonical: "azure.ai.inference",
    catalogue: "azure",
    aliases: ["az.ai.inference", "azure_ai", "azure_ai_inference"],
  },
  {
    canonical: "aws.bedrock",
    catalogue: "aws",
    aliases: ["aws", "bedrock", "amazon_bedrock", "amazon-bedrock", "bedrock_converse", "aws_bedrock"],
  },
  {
    canonical: "gcp.gemini",
    catalogue: "google",
    aliases: [
      "google_genai",
      "google-genai",
      "gemini",
      "google",
      "google.generative-ai",
      "googlegenerativeai",
    ],
  },
  {
    canonical: "gcp.vertex_ai",
    catalogue: "google",
    aliases: ["google_vertexai", "vertex_ai", "vertexai", "vertex", "google.vertex", "google-vertex"],
  },
  { canonical: "gcp.gen_ai", catalogue: "google", aliases: ["gen_ai"] },
  { canonical: "mistral_ai", catalogue: "mistral", aliases: ["mistral", "mistralai", "mistral-ai"] },
  { canonical: "x_ai", catalogue: "x-ai", aliases: ["xai", "x-ai"] },
  {
    canonical: "moonshot_ai",
    catalogue: "moonshotai",
    aliases: ["moonshot", "moonshotai", "moonshot-ai", "kimi"],
  },
  { canonical: "cohere", catalogue: "cohere", aliases: ["cohere_chat"] },
  { canonical: "deepseek", catalogue: "deepseek", aliases: ["deep_seek"] },
  { canonical: "groq", catalogue: "groq", aliases: [] },
  { canonical: "perplexity", catalogue: "perplexity", aliases: ["pplx"] },
  { canonical: "openrouter", catalogue: "openrouter", aliases: ["open_router"] },
  { canonical: "together", catalogue: "together", aliases: ["together_ai", "together-ai", "togetherai"] },
  { canonical: "fireworks", catalogue: "fireworks", aliases: ["fireworks_ai", "fireworks-ai"] },
  { canonical: "cerebras", catalogue: "cerebras", aliases: [] },
  {
    canonical: "cloudflare",
    catalogue: "cloudflare",
    aliases: ["cloudflareworkersai", "workers-ai", "workersai"],
  },
  { canonical: "novita", catalogue: "novita", aliases: ["novita_ai", "novitaai"] },
  { canonical: "minimax", catalogue: "minimax", aliases: [] },
  { canonical: "zhipuai", catalogue: "zhipuai", aliases: ["zhipu", "zhipu_ai"] },
  { canonical: "zai", catalogue: "zai", aliases: ["z_ai", "z-ai"] },
  { canonical: "voyageai", catalogue: "voyageai", aliases: ["voyage", "voyage_ai"] },
  { canonical: "github-copilot", catalogue: "github-copilot", aliases: ["github_copilot", "copilot"] },
  { canonical: "litellm", catalogue: "litellm", aliases: ["litellm_proxy"] },
  { canonical: "ibm.watsonx.ai", aliases: ["watsonx", "ibm", "watsonx_ai"] },
  { canonical: "ollama", aliases: ["ollama_chat"] },
  { canonical: "huggingface", aliases: ["hugging_face", "huggingfacehub"] },
];

const BY_ALIAS: ReadonlyMap<string, KnownProvider> = new Map(
  KNOWN_PROVIDERS.flatMap((provider) =>
    [provider.canonical, ...provider.aliases].map((alias) => [alias, provider] as const),
  ),
);

/** What the AI SDK appends to a provider's id: the API it speaks. */
const API_SUFFIX = /\.(chat|responses|completion|completions|messages|embedding|textembedding|embeddings)$/;

function find(id: string): KnownProvider | undefined {
  const folded = id.trim().toLowerCase();
  return BY_ALIAS.get(folded) ?? BY_ALIAS.get(folded.replace(API_SUFFIX, ""));
}

/**
 * The provider's name in the OpenTelemetry GenAI conventions (`azure` becomes `azure.ai.openai`); an id that is
 * not known is returned trimmed and in lower case.
 */
export function canonicalProvider(id: string): string {
  return find(id)?.canonical ?? id.trim().toLowerCase();
}

/**
 * The provider's id in the price catalogue, or undefined for a provider that is not in the list above. Other
 * ids of the catalogue itself are accepted by `findCatalogueEntry`.
 */
export function catalogueProvider(id: string): string | undefined {
  return find(id)?.catalogue;
}

/** True for a provider that we know and that has no prices by the token: it runs locally, or sells otherwise. */
export function isUncataloguedProvider(id: string): boolean {
  const known = find(id);
  return known !== undefined && known.catalogue === undefined;
}

/**
 * Providers whose id says little about who answers: gateways, and `openai`, which every client of an
 * OpenAI-compatible endpoint reports. Only for these may a prefix of the model's name choose another price list.
 */
export function isGateway(id: string): boolean {
  const canonical = canonicalProvider(id);
  return canonical === "openai" || canonical === "openrouter" || canonical === "litellm";
}
