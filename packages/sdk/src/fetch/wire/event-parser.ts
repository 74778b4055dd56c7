import type { WireEvent } from "../dialect.ts";
import { LineSplitter } from "./line-splitter.ts";

/** Cuts a streamed text into events. */
export interface EventParser {
  /** The events that a piece of text completes. */
  push(text: string): WireEvent[];
  /** The events that the end of the text completes. */
  end(): WireEvent[];
}

/** Makes the parser of a framing. */
export function createEventParser(framing: "sse" | "ndjson"): EventParser {
  return framing === "sse" ? new ServerSentEvents() : new JsonLines();
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation */
class ServerSentEvents implements EventParser {
  readonly #lines = new LineSplitter();
  #type: string | undefined;
  #data: string | undefined;

  push(text: string): WireEvent[] {
    const events: WireEvent[] = [];
    for (const line of this.#lines.push(text)) this.#take(line, events);
    return events;
  }

  /** Clients of model providers take a last event without its blank line for whole, so it is read as well. */
  end(): WireEvent[] {
    const events: WireEvent[] = [];
    const rest = this.#lines.rest();
    if (rest !== "") this.#take(rest, events);
    this.#take("", events);
    return events;
  }

  #take(line: string, events: WireEvent[]): void {
    if (line === "") {
      if (this.#data !== undefined) events.push({ type: this.#type, data: this.#data });
      this.#type = undefined;
      this.#data = undefined;
    } else if (line.startsWith("data:")) {
      const data = fieldValue(line, 5);
      this.#data = this.#data === undefined ? data : `${this.#data}\n${data}`;
    } else if (line.startsWith("event:")) this.#type = fieldValue(line, 6);
  }
}

function fieldValue(line: string, from: number): string {
  return line.slice(line.charCodeAt(from) === 0x20 ? from + 1 : from);
}

class JsonLines implements EventParser {
  readonly #lines = new LineSplitter();

  push(text: string): WireEvent[] {
    return this.#lines.push(text).flatMap(eventOfLine);
  }

  end(): WireEvent[] {
    return eventOfLine(this.#lines.rest());
  }
}

function eventOfLine(line: string): WireEvent[] {
  const data = line.trim();
  return data === "" ? [] : [{ data }];
}
