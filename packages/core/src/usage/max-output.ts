import { countOf, property } from "./untyped.ts";

/** How many tokens a call may answer. */
export interface OutputCap {
  /** Output tokens over all choices together; absent when the call has no cap. */
  readonly cap?: number;
  /** Answers asked for (`n`, `best_of`), at least 1; multiply a default cap by it. */
  readonly choices: number;
}

/** Where the integrations put the cap: at the top, or in the provider's own sub-object. */
const CAP_NAMES = [
  "max_completion_tokens",
  "max_tokens",
  "max_output_tokens",
  "maxOutputTokens",
  "maxTokens",
  "max_tokens_to_sample",
  "max_new_tokens",
  "maxNewTokens",
  "num_predict",
  "numPredict",
];
const NESTED_IN = ["generationConfig", "generation_config", "inferenceConfig", "options", "config"];
const CHOICE_NAMES = ["n", "best_of", "bestOf", "candidateCount", "candidate_count"];

/**
 * The cap on a call's output from LangChain's `invocation_params`. Of several the largest counts, since it is not
 * known which one the provider heeds; 0, negative and non-numeric ones (Ollama's -1) are no cap.
 */
export function outputCap(invocationParams: unknown): OutputCap {
  const places = [invocationParams, ...NESTED_IN.map((name) => property(invocationParams, name))];
  const caps = largest(places, CAP_NAMES);
  const choices = Math.max(1, largest(places, CHOICE_NAMES) ?? 1);
  return caps === undefined || caps === 0 ? { choices } : { cap: caps * choices, choices };
}

function largest(places: readonly unknown[], names: readonly string[]): number | undefined {
  let found: number | undefined;
  for (const place of places) {
    if (place === undefined || place === null) continue;
    for (const name of names) {
      const count = countOf(property(place, name));
      if (count !== undefined) found = Math.max(found ?? 0, count);
    }
  }
  return found;
}
