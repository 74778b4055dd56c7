import type { ReportedUsage } from "@breakwater/core/usage/reported-usage";
import type { WireAnswer } from "./dialect.ts";

/** Text kept of one answer, in UTF-16 units; more is counted by nobody. */
const MAX_TEXT = 1_000_000;
/** Tool calls kept of one answer. */
const MAX_CALLS = 128;

interface WrittenCall {
  name: string;
  arguments: string;
}

type Facts = { -readonly [Fact in keyof Omit<WireAnswer, "text">]: WireAnswer[Fact] };

/** What has been read of an answer, bounded however long it grows. */
export class AnswerSoFar {
  /** All but the text; a later word replaces an earlier one. */
  readonly facts: Facts = {};
  #text = "";
  readonly #calls = new Map<string, WrittenCall>();

  /** Adds text and returns it. */
  addText(text: string): string {
    if (this.#text.length < MAX_TEXT) this.#text += text;
    return text;
  }

  /** Adds to the tool call of this key, and returns what was added. */
  addCall(key: string, name: string, written: string): string {
    const call = this.#calls.get(key);
    if (call) {
      call.name += name;
      if (call.arguments.length < MAX_TEXT) call.arguments += written;
    } else if (this.#calls.size < MAX_CALLS) this.#calls.set(key, { name, arguments: written });
    return name + written;
  }

  /** Takes a usage that replaces what was reported before; undefined changes nothing. */
  takeUsage(reported: ReportedUsage | undefined): void {
    if (reported === undefined) return;
    this.facts.usage = reported.usage;
    if (reported.flags.length > 0) this.facts.flags = reported.flags;
    else delete this.facts.flags;
  }

  answer(): WireAnswer {
    const calls = this.#calls.size === 0 ? "" : JSON.stringify([...this.#calls.values()]);
    return { ...this.facts, text: this.#text + calls };
  }
}
