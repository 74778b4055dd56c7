import type { Dialect, WireEvent } from "../dialect.ts";

/** The end of a server-sent event: a blank line. */
const FRAME_END = /\r\n\r\n|\n\n|\r\r/g;
const DATA_LINE = /^data: ?(.*)$/gm;

/** The part of a dialect that tells what is in a stream only because we asked for usage. */
export type AskedUsage = Required<Pick<Dialect, "isUsageOnly" | "withoutAskedUsage">>;

/** The rules of a dialect, when it has them. */
export function askedUsageOf({ isUsageOnly, withoutAskedUsage }: Dialect): AskedUsage | undefined {
  return isUsageOnly && withoutAskedUsage ? { isUsageOnly, withoutAskedUsage } : undefined;
}

/**
 * Takes out of a stream of server-sent events what is there only because the guard asked for usage, so that the
 * caller gets the bytes of its own request. An event is held until it is whole; nothing else is.
 */
export class AskedUsageFilter {
  readonly #rules: AskedUsage;
  #held: string[] = [];

  constructor(rules: AskedUsage) {
    this.#rules = rules;
  }

  /** The text to hand on for a piece that came. */
  push(piece: string): string {
    // The blank line may be split between pieces: the last held one is searched again, from its end.
    const text = (this.#held.pop() ?? "") + piece;
    let from = 0;
    let out = "";
    for (const { index, 0: end } of text.matchAll(FRAME_END)) {
      const frame = this.#held.join("") + text.slice(from, index);
      this.#held = [];
      from = index + end.length;
      out += this.#filtered(frame, end);
    }
    this.#hold(text.slice(from));
    return out;
  }

  /** What is still held when the stream is over. */
  end(): string {
    const rest = this.#held.join("");
    this.#held = [];
    return this.#filtered(rest, "");
  }

  /** Keeps three characters apart, the most of a blank line that a next piece can complete. */
  #hold(rest: string): void {
    if (rest.length > 3) this.#held.push(rest.slice(0, -3));
    if (rest !== "") this.#held.push(rest.slice(-3));
  }

  #filtered(frame: string, end: string): string {
    const event: WireEvent = { data: [...frame.matchAll(DATA_LINE)].map(([, data]) => data).join("\n") };
    if (event.data === "") return frame + end;
    if (this.#rules.isUsageOnly(event)) return "";
    return this.#rules.withoutAskedUsage(frame) + end;
  }
}
