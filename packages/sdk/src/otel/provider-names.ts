/** Providers whose value of `gen_ai.system` (v1.36.0) differs from that of `gen_ai.provider.name`. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  "azure.ai.openai": "az.ai.openai",
  "azure.ai.inference": "az.ai.inference",
  x_ai: "xai",
};

/** What the old conventions call a provider. */
export function oldSystemOf(provider: string): string {
  return OLD_NAMES[provider] ?? provider;
}

/** Providers whose calls have OpenAI's own attributes. */
export function speaksOpenAi(provider: string | undefined): boolean {
  return provider === "openai" || provider === "azure.ai.openai";
}
