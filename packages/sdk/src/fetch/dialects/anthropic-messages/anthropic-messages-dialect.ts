import type { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { textOf } from "@breakwater/core/usage/untyped";
import type { Dialect, JsonObject, WireRequest, WireTarget } from "../../dialect.ts";
import { pathPart } from "../../path-part.ts";
import { MessagesReader, readMessage } from "./messages-answer.ts";

/** The version keeps out OpenAI's `/threads/x/messages`. */
const MESSAGES = /\/v\d+\/messages\/?$/;
const VERTEX = /\/publishers\/anthropic\/models\/(?!count-tokens:)([^/:]+):(?:rawPredict|streamRawPredict)$/;
/** Bedrock's streams come in a binary framing, which is not read; its whole answers are Anthropic's own. */
const BEDROCK = /\/model\/([^/]*anthropic\.claude[^/]*)\/invoke$/;

/** Anthropic messages, also on Vertex AI and Bedrock. https://docs.anthropic.com/en/api/messages */
export const anthropicMessagesDialect: Dialect = {
  name: "anthropic-messages",
  provider: "anthropic",
  framing: "sse",
  matches: ({ url: { pathname } }) => [MESSAGES, VERTEX, BEDROCK].some((path) => path.test(pathname)),
  readRequest,
  readAnswer: readMessage,
  answerReader: () => new MessagesReader(),
  denialBody,
  // Every request has a cap: `max_tokens` is required.
};

function readRequest(body: JsonObject, { url }: WireTarget): WireRequest {
  const model = textOf(body["model"]) ?? pathPart(url, VERTEX) ?? pathPart(url, BEDROCK);
  const { system } = body;
  // `service_tier` of a request is `auto` or `standard_only`; which one was used is in the answer's usage.
  return {
    kind: "llm",
    ...(model !== undefined && { model }),
    isStream: body["stream"] === true,
    request: { messages: body["messages"], invocationParams: body, model },
    payload: () => (system === undefined ? body["messages"] : { system, messages: body["messages"] }),
  };
}

function denialBody(error: BudgetExceededError): JsonObject {
  return { type: "error", error: { type: "budget_exceeded", message: error.message, code: error.code } };
}
