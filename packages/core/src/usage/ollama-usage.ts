import { type ReportedUsage, settledUsage } from "./reported-usage.ts";
import { countOf, property } from "./untyped.ts";

/**
 * Ollama's counts, which stand in the last object of an answer. Undefined without the count of the prompt: older
 * versions leave it out when the prompt was cached, and taking it for 0 would hide that.
 */
export function fromOllamaUsage(answer: unknown): ReportedUsage | undefined {
  const input = countOf(property(answer, "prompt_eval_count"));
  if (input === undefined) return undefined;
  return settledUsage({ input, output: countOf(property(answer, "eval_count")) });
}
