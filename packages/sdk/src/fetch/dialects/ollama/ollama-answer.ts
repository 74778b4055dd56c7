import { fromOllamaUsage } from "@breakwater/core/usage/ollama-usage";
import { arrayOf, property, textOf } from "@breakwater/core/usage/untyped";
import { AnswerSoFar } from "../../answer-so-far.ts";
import type { AnswerReader, WireAnswer, WireEvent } from "../../dialect.ts";
import { wireJson } from "../../wire-json.ts";

/** Reads a whole answer. */
export function readOllamaAnswer(body: unknown): WireAnswer {
  const reader = new OllamaReader();
  reader.take(body);
  return reader.answer();
}

/** Reads a stream, line by line; a whole answer is a stream of one. */
export class OllamaReader implements AnswerReader {
  isComplete = false;
  readonly #read = new AnswerSoFar();
  #calls = 0;

  read({ data }: WireEvent): string | undefined {
    return this.take(wireJson(data));
  }

  /** Text that one object adds. */
  take(line: unknown): string | undefined {
    const { facts } = this.#read;
    const model = textOf(property(line, "model"));
    if (model !== undefined) facts.responseModel = model;
    this.#read.takeUsage(fromOllamaUsage(line));
    const error = textOf(property(line, "error"));
    if (error !== undefined) facts.error = error;
    if (error !== undefined || property(line, "done") === true) this.isComplete = true;
    const message = property(line, "message");
    const texts = [
      property(message, "thinking"),
      property(message, "content"),
      property(line, "thinking"),
      property(line, "response"),
    ].filter((text) => typeof text === "string");
    const calls = arrayOf(property(message, "tool_calls"));
    if (texts.length === 0 && calls.length === 0) return undefined;
    return this.#read.addText(texts.join("")) + calls.map((call) => this.#takeCall(call)).join("");
  }

  answer(): WireAnswer {
    return this.#read.answer();
  }

  /** Calls come whole. */
  #takeCall(call: unknown): string {
    const details = property(call, "function");
    const written = JSON.stringify(property(details, "arguments") ?? {});
    this.#calls += 1;
    return this.#read.addCall(`${this.#calls}`, textOf(property(details, "name")) ?? "", written);
  }
}
