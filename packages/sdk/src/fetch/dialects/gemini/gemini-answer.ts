import { fromGeminiUsage } from "@breakwater/core/usage/gemini-usage";
import { arrayOf, countOf, property, textOf } from "@breakwater/core/usage/untyped";
import { AnswerSoFar } from "../../answer-so-far.ts";
import type { AnswerReader, WireAnswer, WireEvent } from "../../dialect.ts";
import { wireJson } from "../../wire-json.ts";

/** Vertex's names of how a call was served, as tiers; the tokens of provisioned throughput are paid beforehand. */
const TIER_OF_TRAFFIC: Readonly<Record<string, string>> = {
  ON_DEMAND: "standard",
  ON_DEMAND_PRIORITY: "priority",
  ON_DEMAND_FLEX: "flex",
  PROVISIONED_THROUGHPUT: "reserved",
};

/** Reads a whole answer; an array is a stream that came without `alt=sse`. */
export function readGeminiAnswer(body: unknown): WireAnswer {
  const reader = new GeminiReader();
  for (const chunk of Array.isArray(body) ? body : [body]) reader.take(chunk);
  return reader.answer();
}

/** Reads a stream of which each piece is shaped as a whole answer, with the counts so far. */
export class GeminiReader implements AnswerReader {
  readonly #read = new AnswerSoFar();
  readonly #unfinished = new Set<number>();
  #calls = 0;
  #hasEnded = false;

  /** Gemini has no last word of its own: the end is when every candidate has finished and the counts are there. */
  get isComplete(): boolean {
    const { error, usage } = this.#read.facts;
    return error !== undefined || (this.#hasEnded && this.#unfinished.size === 0 && usage !== undefined);
  }

  read({ data }: WireEvent): string | undefined {
    return this.take(wireJson(data));
  }

  /** Text that one piece adds. */
  take(chunk: unknown): string | undefined {
    this.#takeFacts(chunk);
    let added: string | undefined;
    for (const candidate of arrayOf(property(chunk, "candidates"))) {
      const text = this.#takeCandidate(candidate);
      if (text !== undefined) added = (added ?? "") + text;
    }
    return added;
  }

  answer(): WireAnswer {
    return this.#read.answer();
  }

  #takeFacts(chunk: unknown): void {
    const { facts } = this.#read;
    const model = textOf(property(chunk, "modelVersion"));
    if (model !== undefined) facts.responseModel = model;
    const error = property(chunk, "error");
    if (error !== undefined && error !== null) facts.error = error;
    const metadata = property(chunk, "usageMetadata");
    this.#read.takeUsage(fromGeminiUsage(metadata) ?? fromPredictions(chunk));
    const tier = tierOf(metadata);
    if (tier !== undefined) facts.serviceTier = tier;
    // A prompt that was refused has no candidates.
    if (textOf(property(property(chunk, "promptFeedback"), "blockReason")) !== undefined)
      this.#hasEnded = true;
  }

  #takeCandidate(candidate: unknown): string | undefined {
    const index = countOf(property(candidate, "index")) ?? 0;
    if (textOf(property(candidate, "finishReason")) === undefined) this.#unfinished.add(index);
    else {
      this.#unfinished.delete(index);
      this.#hasEnded = true;
    }
    const parts = arrayOf(property(property(candidate, "content"), "parts"));
    return parts.length === 0 ? undefined : parts.map((part) => this.#takePart(part)).join("");
  }

  #takePart(part: unknown): string {
    const call = property(part, "functionCall");
    if (call !== undefined) {
      this.#calls += 1;
      const written = JSON.stringify(property(call, "args") ?? {});
      return this.#read.addCall(`${this.#calls}`, textOf(property(call, "name")) ?? "", written);
    }
    const code = property(property(part, "executableCode"), "code");
    return this.#read.addText(textOf(property(part, "text")) ?? textOf(code) ?? "");
  }
}

function tierOf(metadata: unknown): string | undefined {
  const tier = textOf(property(metadata, "serviceTier"))?.toLowerCase();
  if (tier !== undefined && tier !== "unspecified") return tier;
  const traffic = textOf(property(metadata, "trafficType"));
  return traffic === undefined ? undefined : TIER_OF_TRAFFIC[traffic];
}

/** Vertex's older way to embed counts text by text. */
function fromPredictions(answer: unknown): ReturnType<typeof fromGeminiUsage> {
  let inputTokens: number | undefined;
  for (const prediction of arrayOf(property(answer, "predictions"))) {
    const statistics = property(property(prediction, "embeddings"), "statistics");
    const count = countOf(property(statistics, "token_count"));
    if (count !== undefined) inputTokens = (inputTokens ?? 0) + count;
  }
  return inputTokens === undefined ? undefined : { usage: { inputTokens, outputTokens: 0 }, flags: [] };
}
