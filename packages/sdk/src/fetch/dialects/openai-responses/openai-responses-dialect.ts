import type { Dialect, JsonObject, WireRequest, WireTarget } from "../../dialect.ts";
import { openAiDenial } from "../openai-denial.ts";
import { askedTier, openAiModel } from "../openai-request.ts";
import { responsesRequest } from "./input-items.ts";
import { ResponsesReader, readResponse } from "./responses-answer.ts";

const PATH = /\/responses\/?$/;
const COMPACTION_PATH = /\/responses\/compact\/?$/;

/** What the two have in common. */
const RESPONSES = {
  provider: "openai",
  framing: "sse",
  readRequest,
  readAnswer: readResponse,
  answerReader: () => new ResponsesReader(),
  denialBody: openAiDenial,
} as const;

/** OpenAI's Responses API. https://platform.openai.com/docs/api-reference/responses */
export const openAiResponsesDialect: Dialect = {
  ...RESPONSES,
  name: "openai-responses",
  matches: ({ url }) => PATH.test(url.pathname),
  withOutputCap: (body, tokens) => ({ ...body, max_output_tokens: tokens }),
};

/** Its compaction of a conversation, which is paid like an answer and takes no cap. */
export const openAiCompactionDialect: Dialect = {
  ...RESPONSES,
  name: "openai-compaction",
  matches: ({ url }) => COMPACTION_PATH.test(url.pathname),
};

function readRequest(body: JsonObject, target: WireTarget): WireRequest {
  const model = openAiModel(body, target);
  const serviceTier = askedTier(body);
  return {
    kind: "llm",
    ...(model !== undefined && { model }),
    isStream: body["stream"] === true,
    ...(serviceTier !== undefined && { serviceTier }),
    request: responsesRequest(body, model),
    payload: () =>
      body["instructions"] === undefined || body["instructions"] === null
        ? body["input"]
        : { instructions: body["instructions"], input: body["input"] },
  };
}
