import { property, textOf } from "@breakwater/core/usage/untyped";
import type { CallSink } from "./call-sink.ts";
import { modelAnswer } from "./model-answer.ts";
import type { StreamWatcher } from "./watched-stream.ts";

/** Text kept of a stream for capture and estimates, in UTF-16 units. */
const MAX_TEXT = 1_000_000;

/** Finds a model call's first token, usage and end in the parts of its stream. */
export class StreamFindings implements StreamWatcher {
  readonly #sink: CallSink;
  readonly #written: () => Promise<void> | undefined;
  /** Tool calls whose input has come in pieces: the whole that follows repeats it. */
  readonly #piecewiseCalls = new Set<string>();
  #text = "";
  #responseModel: unknown;
  #error: { readonly value: unknown } | undefined;
  #isEnded = false;

  /** `written` resolves when what the sink was told is on file. */
  constructor(sink: CallSink, written: () => Promise<void> | undefined) {
    this.#sink = sink;
    this.#written = written;
  }

  part(part: unknown): void | Promise<void> {
    switch (property(part, "type")) {
      case "text-delta":
      case "reasoning-delta":
        return this.#piece(textOf(property(part, "delta")));
      case "tool-input-delta":
        this.#piecewiseCalls.add(String(property(part, "id")));
        return this.#piece(textOf(property(part, "delta")));
      case "tool-call":
        if (this.#piecewiseCalls.has(String(property(part, "toolCallId")))) return;
        return this.#piece(textOf(property(part, "input")));
      case "response-metadata":
        this.#responseModel = property(part, "modelId") ?? this.#responseModel;
        return;
      case "error":
        this.#error = { value: property(part, "error") };
        return;
      case "finish":
        return this.#finished(part);
    }
  }

  /** A stream without its last part was cut off. */
  done(): void | Promise<void> {
    return this.#failed(this.#error?.value ?? cutOff("the stream ended before the answer did"));
  }

  failed(error: unknown): void | Promise<void> {
    return this.#failed(error);
  }

  cancelled(): void | Promise<void> {
    return this.#failed(this.#error?.value ?? cutOff("the reader cancelled the stream"));
  }

  #piece(text: string | undefined): void {
    this.#sink.piece(text);
    if (this.#text.length < MAX_TEXT) this.#text += text ?? "";
  }

  /** The answer counts from its last part on: who has that may read no further. */
  #finished(part: unknown): void | Promise<void> {
    const usage = property(part, "usage");
    const answer = modelAnswer({
      usage,
      providerMetadata: property(part, "providerMetadata"),
      responseModel: this.#responseModel,
    });
    if (this.#error) {
      if (answer.reported) this.#sink.piece(undefined, usage);
      return this.#failed(this.#error.value);
    }
    if (!answer.reported && property(property(part, "finishReason"), "unified") === "interrupted") return;
    return this.#once(() => this.#sink.answered(answer, this.#text));
  }

  #failed(error: unknown): void | Promise<void> {
    return this.#once(() => this.#sink.failed(error));
  }

  #once(end: () => void): void | Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    end();
    return this.#written();
  }
}

function cutOff(sentence: string): Error {
  return new DOMException(sentence, "AbortError");
}
