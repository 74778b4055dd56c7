import type { JsonObject } from "../json-value.ts";
import { listOf, objectOf, textOf } from "../json-value.ts";
import type { StubAnswer } from "./stub-answer.ts";
import type { StubRequest, WireName, WireRequest } from "./stub-request.ts";

/** One server-sent event, ready to write. */
export interface WireFrame {
  readonly text: string;
  /** True when the event carries a piece of the answer: such events are paced, counted and cut at. */
  readonly isToken: boolean;
  /** True when, with this event, the client knows the call's whole usage. */
  readonly carriesUsage: boolean;
}

/** A provider protocol. The reply function and the pacing are the same for all; only the words differ. */
export interface Wire {
  readonly name: WireName;
  /** Path of its one POST endpoint; of several, in words. */
  readonly path: string;
  /** The paths it serves, where the path itself says which model and method are asked for. */
  readonly pathPattern?: RegExp;
  /** Whose error bodies and headers it uses. */
  readonly vendor: StubVendor;
  /** `target` is the path with its query. */
  readRequest(body: JsonObject, target: string): WireRequest;
  /** The body of an answer that is not streamed. */
  completeBody(answer: StubAnswer): JsonObject;
  /** The events of a streamed answer. */
  streamFrames(answer: StubAnswer): Iterable<WireFrame>;
  /** Content type of a streamed answer; default server-sent events. */
  streamType?(request: StubRequest): string;
  /** How an error shows in the middle of a stream; default as a `data:` frame with the body of the error. */
  errorFrame?(body: JsonObject, request: StubRequest): WireFrame;
}

/** A provider whose words the stub knows. */
export type StubVendor = "openai" | "anthropic" | "google" | "ollama";

/** The text of a message's content, whether plain, in parts, or nested in a tool's result. */
export function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  return listOf(content)
    .map((part) => {
      const { text, content: nested } = objectOf(part);
      return textOf(text) || contentText(nested);
    })
    .filter((text) => text !== "")
    .join("\n");
}

/** A frame with an `event:` line, whose name is the data's own `type`. */
export function namedFrame(data: JsonObject, marks: Partial<WireFrame> = {}): WireFrame {
  return frame(`event: ${textOf(data["type"])}\ndata: ${JSON.stringify(data)}\n\n`, marks);
}

/** A frame of a `data:` line only. */
export function dataFrame(data: JsonObject, marks: Partial<WireFrame> = {}): WireFrame {
  return frame(`data: ${JSON.stringify(data)}\n\n`, marks);
}

/** A frame of ready-made text. */
export function frame(text: string, marks: Partial<WireFrame> = {}): WireFrame {
  return { isToken: false, carriesUsage: false, ...marks, text };
}

/** The pieces in which a tool call's arguments are streamed. */
export function argumentPieces(argumentsJson: string): string[] {
  return argumentsJson.match(/.{1,12}/gsu) ?? [];
}

/** An id that looks like the provider's and repeats from run to run. */
export function stableId(prefix: string, callId: number, index = 0): string {
  return `${prefix}${String(callId).padStart(12, "0")}${index === 0 ? "" : `x${index}`}`;
}
