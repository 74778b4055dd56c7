import { modelCandidates } from "./model-name.ts";
import { matchesName } from "./name-pattern.ts";

/**
 * The most output tokens that a request may ask for, by model; `*` stands for any text, the first match counts, and
 * `undefined` marks models that share a family's name and not its limit. From the providers' model pages
 * (platform.openai.com/docs/models, ai.google.dev/gemini-api/docs/models, docs.claude.com/en/docs/about-claude/models)
 * and, where those are silent, LangChain's model profiles (models.dev). A provider refuses a request that asks for
 * more, so a model that is not surely known is not listed, and of two limits the smaller one is.
 */
const LIMITS: readonly (readonly [pattern: string, tokens: number | undefined])[] = [
  ["gpt-5*-chat*", 16_384],
  ["gpt-5*-codex-spark*", 32_000],
  ["gpt-5*", 128_000],
  ["gpt-4.1*", 32_768],
  ["gpt-4.5*", 16_384],
  ["gpt-4o-2024-05-13", 4_096],
  ["gpt-4o*-realtime*", undefined],
  ["gpt-4o*-transcribe*", undefined],
  ["gpt-4o*-tts*", undefined],
  ["gpt-4o*", 16_384],
  ["chatgpt-4o*", 16_384],
  ["gpt-4-turbo*", 4_096],
  ["gpt-4-1106*", 4_096],
  ["gpt-4-0125*", 4_096],
  ["gpt-3.5-turbo-instruct*", undefined],
  ["gpt-3.5-turbo*", 4_096],
  ["gpt-35-turbo-instruct*", undefined],
  ["gpt-35-turbo*", 4_096],
  ["o1-mini*", 65_536],
  ["o1-preview*", 32_768],
  ["o1*", 100_000],
  ["o3*", 100_000],
  ["o4-mini*", 100_000],
  ["gemini-*-tts*", undefined],
  ["gemini-*-image*", undefined],
  ["gemini-*-live*", undefined],
  ["gemini-*-audio*", undefined],
  // Google AI takes 65,536, Vertex AI one fewer.
  ["gemini-2.5-*", 65_535],
  ["gemini-2.0-*", 8_192],
  ["gemini-1.5-*", 8_192],
  ["claude-3-7-sonnet*", 64_000],
  ["claude-3-5-*", 8_192],
  ["claude-3-*", 4_096],
  ["claude-haiku-4-5*", 64_000],
  ["claude-opus-4-1*", 32_000],
  ["claude-opus-4-5*", 64_000],
  ["claude-opus-4-6*", 128_000],
  ["claude-opus-4-7*", 128_000],
  ["claude-opus-4-8*", 128_000],
  ["claude-opus-4-20*", 32_000],
  ["claude-opus-4-0", 32_000],
  ["claude-opus-4", 32_000],
  // All of Sonnet 4; 4.6 would take more.
  ["claude-sonnet-4*", 64_000],
];

/**
 * The largest cap on output tokens that a model accepts; undefined for models of which that is not known. `model` may
 * carry a provider's prefix, a resource path or the date of a snapshot.
 */
export function outputLimitOf(model: string, provider?: string): number | undefined {
  for (const candidate of modelCandidates(provider, model)) {
    const name = candidate.model.replace(/^ft:/, "").replace(/^(?:[a-z]{2,6}\.)?anthropic\./, "");
    const found = LIMITS.find(([pattern]) => matchesName(pattern, name));
    if (found !== undefined) return found[1];
  }
  return undefined;
}
