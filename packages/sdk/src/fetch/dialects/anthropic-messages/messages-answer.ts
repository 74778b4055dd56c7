import { fromAnthropicUsage } from "@breakwater/core/usage/reported-usage";
import { arrayOf, countOf, objectOf, property, textOf } from "@breakwater/core/usage/untyped";
import { AnswerSoFar } from "../../answer-so-far.ts";
import type { AnswerReader, WireAnswer, WireEvent } from "../../dialect.ts";
import { wireJson } from "../../wire-json.ts";

/** Reads a whole message, or an error with status 200. */
export function readMessage(body: unknown): WireAnswer {
  const read = new AnswerSoFar();
  takeMessage(body, read);
  read.takeUsage(fromAnthropicUsage(property(body, "usage")));
  for (const [index, block] of arrayOf(property(body, "content")).entries()) takeBlock(block, index, read);
  if (property(body, "type") === "error") read.facts.error = property(body, "error");
  return read.answer();
}

/**
 * Reads a stream. The counts of `message_start` are those of the input and of the little output there was by then;
 * those of `message_delta` are cumulative and replace them.
 */
export class MessagesReader implements AnswerReader {
  isComplete = false;
  readonly #read = new AnswerSoFar();
  #usage: Readonly<Record<string, unknown>> = {};

  read({ data }: WireEvent): string | undefined {
    const event = wireJson(data);
    switch (property(event, "type")) {
      case "message_start": {
        const message = property(event, "message");
        takeMessage(message, this.#read);
        this.#takeUsage(property(message, "usage"));
        return undefined;
      }
      case "content_block_start":
        return takeBlock(property(event, "content_block"), indexOf(event), this.#read);
      case "content_block_delta":
        return takeDelta(property(event, "delta"), indexOf(event), this.#read);
      case "message_delta":
        this.#takeUsage(property(event, "usage"));
        return undefined;
      case "message_stop":
        this.isComplete = true;
        return undefined;
      case "error":
        this.#read.facts.error = property(event, "error") ?? event;
        this.isComplete = true;
        return undefined;
      default:
        return undefined;
    }
  }

  answer(): WireAnswer {
    return this.#read.answer();
  }

  /** Later counts replace earlier ones one by one: the lifetime of cache writes is told at the start only. */
  #takeUsage(usage: unknown): void {
    const told = Object.entries(objectOf(usage) ?? {}).filter(([, value]) => value !== null);
    if (told.length === 0) return;
    this.#usage = { ...this.#usage, ...Object.fromEntries(told) };
    this.#read.takeUsage(fromAnthropicUsage(this.#usage));
    takeTier(this.#usage, this.#read);
  }
}

function takeMessage(message: unknown, read: AnswerSoFar): void {
  const model = textOf(property(message, "model"));
  if (model !== undefined) read.facts.responseModel = model;
  takeTier(property(message, "usage"), read);
}

function takeTier(usage: unknown, read: AnswerSoFar): void {
  const tier = textOf(property(usage, "service_tier"));
  if (tier !== undefined) read.facts.serviceTier = tier;
}

/** A block of content; in a stream it is empty at first, and undefined says that nothing was written yet. */
function takeBlock(block: unknown, index: number, read: AnswerSoFar): string | undefined {
  const text = textOf(property(block, "text")) ?? textOf(property(block, "thinking"));
  if (text !== undefined) return read.addText(text);
  const name = textOf(property(block, "name"));
  if (name === undefined) return undefined;
  const input = objectOf(property(block, "input"));
  // Streams announce a call with `{}` and send its arguments after.
  const written = input === undefined || Object.keys(input).length === 0 ? "" : JSON.stringify(input);
  return read.addCall(`${index}`, name, written);
}

function takeDelta(delta: unknown, index: number, read: AnswerSoFar): string | undefined {
  const partialJson = property(delta, "partial_json");
  if (typeof partialJson === "string") return read.addCall(`${index}`, "", partialJson);
  return read.addText(textOf(property(delta, "text")) ?? textOf(property(delta, "thinking")) ?? "");
}

function indexOf(event: unknown): number {
  return countOf(property(event, "index")) ?? 0;
}
