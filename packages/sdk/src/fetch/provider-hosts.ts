/** Hosts by their whole name. Ids are those of the OpenTelemetry GenAI conventions, where these have one. */
const BY_HOST: ReadonlyMap<string, string> = new Map([
  ["api.openai.com", "openai"],
  ["us.api.openai.com", "openai"],
  ["eu.api.openai.com", "openai"],
  ["api.anthropic.com", "anthropic"],
  ["generativelanguage.googleapis.com", "gcp.gemini"],
  ["aiplatform.googleapis.com", "gcp.vertex_ai"],
  ["api.groq.com", "groq"],
  ["api.mistral.ai", "mistral_ai"],
  ["codestral.mistral.ai", "mistral_ai"],
  ["api.deepseek.com", "deepseek"],
  ["api.x.ai", "x_ai"],
  ["api.perplexity.ai", "perplexity"],
  ["openrouter.ai", "openrouter"],
  ["api.together.xyz", "together"],
  ["api.together.ai", "together"],
  ["api.fireworks.ai", "fireworks"],
  ["api.cerebras.ai", "cerebras"],
  ["api.moonshot.ai", "moonshot_ai"],
  ["api.moonshot.cn", "moonshot_ai"],
  ["api.cohere.com", "cohere"],
  ["api.cohere.ai", "cohere"],
  ["api.novita.ai", "novita"],
  ["api.minimax.io", "minimax"],
  ["api.minimaxi.com", "minimax"],
  ["open.bigmodel.cn", "zhipuai"],
  ["api.z.ai", "zai"],
  ["api.voyageai.com", "voyageai"],
  ["api.githubcopilot.com", "github-copilot"],
  ["router.huggingface.co", "huggingface"],
  ["ollama.com", "ollama"],
]);

/** Hosts with a region or a customer's name in front or within. */
const BY_PATTERN: readonly (readonly [host: RegExp, provider: string])[] = [
  [/\.openai\.azure\.(com|us|cn)$/, "azure.ai.openai"],
  [/\.cognitiveservices\.azure\.(com|us|cn)$/, "azure.ai.openai"],
  [/\.services\.ai\.azure\.(com|us)$/, "azure.ai.inference"],
  [/\.(inference|models)\.ai\.azure\.com$/, "azure.ai.inference"],
  [/^[a-z0-9-]+-aiplatform\.googleapis\.com$/, "gcp.vertex_ai"],
  [/^aiplatform\.[a-z0-9-]+\.rep\.googleapis\.com$/, "gcp.vertex_ai"],
  [/^bedrock-runtime(-fips)?\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/, "aws.bedrock"],
  [/^bedrock-mantle\.[a-z0-9-]+\.api\.aws$/, "aws.bedrock"],
  [/^[a-z]{2}\.aws\.api\.x\.ai$|^[a-z0-9-]+\.api\.x\.ai$/, "x_ai"],
  [/^[a-z]{2}\.ml\.cloud\.ibm\.com$|^[a-z-]+\.ml\.cloud\.ibm\.com$/, "ibm.watsonx.ai"],
];

/** Where Ollama listens unless told otherwise. */
const OLLAMA_PORT = "11434";
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]", "0.0.0.0"]);

/** The provider behind a URL, by its host; undefined for hosts that are not known. */
export function providerOfHost(url: URL): string | undefined {
  const host = url.hostname.toLowerCase();
  if (LOOPBACK.has(host)) return url.port === OLLAMA_PORT ? "ollama" : undefined;
  const known = BY_HOST.get(host) ?? BY_PATTERN.find(([pattern]) => pattern.test(host))?.[1];
  if (known === undefined) return undefined;
  // Azure serves Claude by Anthropic's own protocol, at Anthropic's prices.
  if (known.startsWith("azure.") && url.pathname.startsWith("/anthropic/")) return "anthropic";
  // One of Azure's hosts serves both of its APIs, told by the path.
  if (known === "azure.ai.inference" && url.pathname.startsWith("/openai/")) return "azure.ai.openai";
  return known;
}

/** Azure refuses `stream_options` in dated versions of its API before this one. */
const AZURE_SINCE = "2024-09-01";
const AZURE_DEPLOYMENT = /\/deployments\/[^/]+\//;

/**
 * Whether a stream may be asked for its usage (`stream_options.include_usage`). Mistral refuses fields that it does
 * not know and reports usage unasked, as Perplexity does; Cohere does not say that it takes the field. Everyone else
 * takes it or overlooks it.
 */
export function mayAskForUsage(url: URL, provider: string | undefined = providerOfHost(url)): boolean {
  if (provider === "mistral_ai" || provider === "perplexity" || provider === "cohere") return false;
  const version = url.searchParams.get("api-version");
  return version === null || !AZURE_DEPLOYMENT.test(url.pathname) || version >= AZURE_SINCE;
}
