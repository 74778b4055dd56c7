import { type ReportedUsage, settledUsage } from "./reported-usage.ts";
import { countOf, property } from "./untyped.ts";

/**
 * Usage as OpenAI's Responses API reports it: `input_tokens` includes what was read from and written to the cache,
 * `output_tokens` the reasoning. Undefined when no counts are there.
 */
export function fromResponsesUsage(raw: unknown): ReportedUsage | undefined {
  const input = property(raw, "input_tokens_details");
  const output = property(raw, "output_tokens_details");
  return settledUsage({
    input: countOf(property(raw, "input_tokens")),
    output: countOf(property(raw, "output_tokens")),
    total: countOf(property(raw, "total_tokens")),
    cacheRead: countOf(property(input, "cached_tokens")),
    cacheWrite: countOf(property(input, "cache_write_tokens")),
    reasoning: countOf(property(output, "reasoning_tokens")),
    inputAudio: countOf(property(input, "audio_tokens")),
    outputAudio: countOf(property(output, "audio_tokens")),
  });
}
