import type { AttemptEnd } from "../attempts/attempt.ts";
import type { Dialect, WireRequest } from "../dialect.ts";
import { AnswerWatch, type BodyForm } from "./answer-watch.ts";
import type { AskedUsage } from "./asked-usage-filter.ts";
import { type BodyEnding, watchedBody } from "./watched-body.ts";
import { withBody } from "./watched-response.ts";

/** What is to be done with an answer. */
export interface WatchedAnswerParts {
  readonly request: { readonly dialect: Dialect; readonly wire: WireRequest };
  readonly askedUsage: AskedUsage | undefined;
  /** Hears of each piece of a streamed answer; "" for a sign of life. */
  readonly onText: (text: string) => void;
  /** Called once; what it returns is waited for before the caller sees the end. */
  readonly onEnd: (end: AttemptEnd) => Promise<void> | undefined;
  readonly onInternalError: (error: unknown) => void;
}

/** The answer as the caller gets it: the same in every byte, and read on its way. */
export async function watchedAnswer(response: Response, parts: WatchedAnswerParts): Promise<Response> {
  const { request, onEnd } = parts;
  if (!(response.body instanceof ReadableStream) || response.bodyUsed) {
    await onEnd({ kind: "unread" });
    return response;
  }
  const form = formOf(response.headers.get("content-type") ?? "", request);
  const askedUsage = form === "sse" ? parts.askedUsage : undefined;
  const watch = new AnswerWatch({ ...parts, dialect: request.dialect, form, askedUsage });
  const body = watchedBody(response.body, watch, (ending) => onEnd(attemptEnd(ending, watch)));
  return withBody(response, body);
}

function formOf(contentType: string, { dialect, wire }: WatchedAnswerParts["request"]): BodyForm {
  if (contentType.includes("event-stream")) return "sse";
  if (contentType.includes("ndjson") || contentType.includes("jsonl")) return "ndjson";
  if (contentType.includes("json")) return "json";
  return wire.isStream ? dialect.framing : "json";
}

function attemptEnd(ending: BodyEnding, watch: AnswerWatch): AttemptEnd {
  const answer = watch.answer();
  switch (ending.kind) {
    case "complete":
      return answer ? { kind: "answered", answer } : { kind: "unread" };
    case "broken":
      return { kind: "failed", error: ending.error, answer };
    case "cancelled":
      return { kind: "cancelled", answer };
  }
}
