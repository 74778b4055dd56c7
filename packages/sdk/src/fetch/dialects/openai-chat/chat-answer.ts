import { fromTokenUsage } from "@breakwater/core/usage/reported-usage";
import { arrayOf, countOf, objectOf, property, textOf } from "@breakwater/core/usage/untyped";
import { AnswerSoFar } from "../../answer-so-far.ts";
import type { AnswerReader, WireAnswer, WireEvent } from "../../dialect.ts";
import { wireJson } from "../../wire-json.ts";

/** Reads an answer that was not streamed. */
export function readChatAnswer(body: unknown): WireAnswer {
  const reader = new ChatAnswerReader();
  reader.take(body, "message");
  return reader.answer();
}

/** Reads a stream of chunks; a whole answer is a stream of one. */
export class ChatAnswerReader implements AnswerReader {
  isComplete = false;
  readonly #soFar = new AnswerSoFar();

  read({ data }: WireEvent): string | undefined {
    if (data === "[DONE]") {
      this.isComplete = true;
      return undefined;
    }
    return this.take(wireJson(data), "delta");
  }

  /** Text that a chunk adds; its choices hold a `delta`, those of a whole answer a `message`. */
  take(chunk: unknown, place: "delta" | "message"): string | undefined {
    if (objectOf(chunk) === undefined) return undefined;
    this.#readFacts(chunk);
    const choices = arrayOf(property(chunk, "choices"));
    if (choices.length === 0) return undefined;
    let added = "";
    for (const choice of choices) added += this.#readChoice(choice, place);
    return added;
  }

  answer(): WireAnswer {
    return this.#soFar.answer();
  }

  /** Called for each of thousands of chunks, of which one or two say something new. */
  #readFacts(chunk: unknown): void {
    const { facts } = this.#soFar;
    const model = textOf(property(chunk, "model"));
    if (model !== undefined) facts.responseModel = model;
    const tier = textOf(property(chunk, "service_tier"));
    if (tier !== undefined) facts.serviceTier = tier;
    const error = property(chunk, "error");
    if (error !== undefined && error !== null) {
      facts.error = error;
      this.isComplete = true;
    }
    const usage = rawUsage(chunk);
    if (usage === undefined) return;
    this.#soFar.takeUsage(fromTokenUsage(usage));
    const costUsd = costOf(usage);
    if (costUsd !== undefined) facts.reportedCostUsd = costUsd;
  }

  #readChoice(choice: unknown, place: "delta" | "message"): string {
    const piece = property(choice, place);
    // Reasoning is sent under two names at once by some servers: the first that has text counts.
    let added = textOf(property(piece, "reasoning_content")) ?? textOf(property(piece, "reasoning")) ?? "";
    added += textOf(property(piece, "content")) ?? "";
    added += textOf(property(piece, "refusal")) ?? "";
    added += textOf(property(property(piece, "audio"), "transcript")) ?? "";
    return this.#soFar.addText(added) + this.#readCalls(choice, piece);
  }

  #readCalls(choice: unknown, piece: unknown): string {
    const choiceIndex = countOf(property(choice, "index")) ?? 0;
    let added = "";
    for (const [position, call] of arrayOf(property(piece, "tool_calls")).entries()) {
      const index = countOf(property(call, "index")) ?? position;
      added += this.#addCall(
        `${choiceIndex}.${index}`,
        property(call, "function") ?? property(call, "custom"),
      );
    }
    const older = property(piece, "function_call");
    return older === undefined ? added : added + this.#addCall(`${choiceIndex}`, older);
  }

  #addCall(key: string, details: unknown): string {
    const name = textOf(property(details, "name")) ?? "";
    const written = textOf(property(details, "arguments")) ?? textOf(property(details, "input")) ?? "";
    return this.#soFar.addCall(key, name, written);
  }
}

/** Usage where the servers put it: at the top, in Groq's own object, or (Moonshot) in the first choice. */
function rawUsage(chunk: unknown): unknown {
  return (
    objectOf(property(chunk, "usage")) ??
    objectOf(property(property(chunk, "x_groq"), "usage")) ??
    objectOf(property(arrayOf(property(chunk, "choices"))[0], "usage"))
  );
}

/** OpenRouter's charge; with the caller's own key at the provider, what that provider charges is added. */
function costOf(usage: unknown): number | undefined {
  const cost = dollars(property(usage, "cost"));
  if (cost === undefined || property(usage, "is_byok") !== true) return cost;
  return cost + (dollars(property(property(usage, "cost_details"), "upstream_inference_cost")) ?? 0);
}

function dollars(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}
