import { fromTokenUsage } from "@breakwater/core/usage/reported-usage";
import { arrayOf, objectOf, property, textOf } from "@breakwater/core/usage/untyped";
import { AnswerSoFar } from "../../answer-so-far.ts";
import type { AnswerReader, WireAnswer, WireEvent } from "../../dialect.ts";
import { wireJson } from "../../wire-json.ts";

/** Reads a whole answer. */
export function readCompletion(body: unknown): WireAnswer {
  const reader = new CompletionsReader();
  reader.take(body);
  return reader.answer();
}

/** Reads a stream of completions; a whole answer is a stream of one. */
export class CompletionsReader implements AnswerReader {
  isComplete = false;
  readonly #read = new AnswerSoFar();

  read({ data }: WireEvent): string | undefined {
    if (data === "[DONE]") {
      this.isComplete = true;
      return undefined;
    }
    return this.take(wireJson(data));
  }

  /** Text that one object of the stream adds. */
  take(chunk: unknown): string | undefined {
    const { facts } = this.#read;
    const model = textOf(property(chunk, "model"));
    if (model !== undefined) facts.responseModel = model;
    const error = property(chunk, "error");
    if (error !== undefined && error !== null) facts.error = error;
    const usage = objectOf(property(chunk, "usage"));
    if (usage !== undefined) this.#read.takeUsage(fromTokenUsage(usage));
    const choices = arrayOf(property(chunk, "choices"));
    if (choices.length === 0) return undefined;
    return this.#read.addText(choices.map(textOfChoice).join(""));
  }

  answer(): WireAnswer {
    return this.#read.answer();
  }
}

/** Mistral's fill-in-the-middle answers as a chat does. */
function textOfChoice(choice: unknown): string {
  const chat = property(choice, "delta") ?? property(choice, "message");
  return textOf(property(choice, "text")) ?? textOf(property(chat, "content")) ?? "";
}
