import { fromResponsesUsage } from "@breakwater/core/usage/responses-usage";
import { arrayOf, countOf, property, textOf } from "@breakwater/core/usage/untyped";
import { AnswerSoFar } from "../../answer-so-far.ts";
import type { AnswerReader, WireAnswer, WireEvent } from "../../dialect.ts";
import { wireJson } from "../../wire-json.ts";

/** Events that add text. */
const TEXT_DELTA =
  /^response\.(output_text|refusal|reasoning_text|reasoning_summary_text|audio\.transcript)\.delta$/;
/** Events that add to what a tool is called with; all have the place of the item in `output_index`. */
const CALL_DELTA =
  /^response\.(function_call_arguments|custom_tool_call_input|mcp_call_arguments|code_interpreter_call_code|shell_call_command)\.delta$/;
const LAST_WORD = /^response\.(completed|incomplete|failed)$/;

/** Reads a `response` object. */
export function readResponse(body: unknown): WireAnswer {
  const read = new AnswerSoFar();
  takeFacts(body, read);
  for (const [index, item] of arrayOf(property(body, "output")).entries()) takeItem(item, index, read);
  const status = property(body, "status");
  // Its answer is fetched later by its id, past this reader.
  if (status === "queued" || status === "in_progress") read.facts.flags = ["answered_in_background"];
  return read.answer();
}

/** Reads the events of a streamed response. */
export class ResponsesReader implements AnswerReader {
  isComplete = false;
  readonly #read = new AnswerSoFar();

  read({ data }: WireEvent): string | undefined {
    const event = wireJson(data);
    const type = textOf(property(event, "type")) ?? "";
    if (TEXT_DELTA.test(type)) return this.#read.addText(textOf(property(event, "delta")) ?? "");
    if (CALL_DELTA.test(type)) return this.#addCall(event, "", textOf(property(event, "delta")) ?? "");
    if (type === "response.output_item.added") {
      const name = textOf(property(property(event, "item"), "name"));
      return name === undefined ? undefined : this.#addCall(event, name, "");
    }
    if (type === "error") {
      this.#read.facts.error = event;
      this.isComplete = true;
    }
    const response = property(event, "response");
    if (response !== undefined) takeFacts(response, this.#read);
    if (LAST_WORD.test(type)) this.isComplete = true;
    return undefined;
  }

  answer(): WireAnswer {
    return this.#read.answer();
  }

  #addCall(event: unknown, name: string, written: string): string {
    return this.#read.addCall(`${countOf(property(event, "output_index")) ?? 0}`, name, written);
  }
}

function takeFacts(response: unknown, read: AnswerSoFar): void {
  const { facts } = read;
  const model = textOf(property(response, "model"));
  if (model !== undefined) facts.responseModel = model;
  const tier = textOf(property(response, "service_tier"));
  // What a stream begins with repeats the request; `auto` tells nothing.
  if (tier !== undefined && tier !== "auto") facts.serviceTier = tier;
  const error = property(response, "error");
  if (error !== undefined && error !== null) facts.error = error;
  read.takeUsage(fromResponsesUsage(property(response, "usage")));
}

function takeItem(item: unknown, index: number, read: AnswerSoFar): void {
  for (const part of [...arrayOf(property(item, "summary")), ...arrayOf(property(item, "content"))])
    read.addText(textOf(property(part, "text")) ?? textOf(property(part, "refusal")) ?? "");
  const written =
    textOf(property(item, "arguments")) ?? textOf(property(item, "input")) ?? textOf(property(item, "code"));
  const name = textOf(property(item, "name"));
  if (written !== undefined || name !== undefined) read.addCall(`${index}`, name ?? "", written ?? "");
}
