import { jsonTokens } from "./json-size.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Adds up the tokens of a request part by part, and keeps note of what has no bound. */
export class TokenSum {
  readonly counter: Tokenizer;
  /** Tokens taken for each image. */
  readonly imageTokens: number;
  tokens = 0;
  /** UTF-16 units of all texts counted one by one; JSON is not part of it. */
  textLength = 0;
  /** What the request holds that has no upper bound, such as `file` or `tool:web_search`. */
  readonly unbounded: string[] = [];

  constructor(counter: Tokenizer, imageTokens: number) {
    this.counter = counter;
    this.imageTokens = imageTokens;
  }

  add(tokens: number): void {
    this.tokens += tokens;
  }

  addText(text: unknown): void {
    if (typeof text !== "string") return;
    this.textLength += text.length;
    this.tokens += this.counter.count(text);
  }

  /** A value that is sent as JSON. */
  addJson(value: unknown): void {
    if (value === undefined || value === null) return;
    const tokens = jsonTokens(value, this.counter);
    if (tokens === undefined) this.addUnbounded("unserialisable");
    else this.tokens += tokens;
  }

  /** At most 16 names are kept; one is enough to know that there is no bound. */
  addUnbounded(what: string): void {
    if (this.unbounded.length < 16 && !this.unbounded.includes(what)) this.unbounded.push(what);
  }
}
