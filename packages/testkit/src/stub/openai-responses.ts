import type { TokenUsage } from "@breakwater/core/record/span-record";
import { countOf, type JsonObject, listOf, objectOf, textOf } from "../json-value.ts";
import type { StubAnswer } from "./stub-answer.ts";
import type { WireRequest } from "./stub-request.ts";
import { argumentPieces, contentText, namedFrame, stableId, type Wire, type WireFrame } from "./wire.ts";

/** OpenAI Responses: https://platform.openai.com/docs/api-reference/responses and its `responses-streaming`. */
export const openAiResponses: Wire = {
  name: "openai-responses",
  path: "/v1/responses",
  vendor: "openai",
  readRequest,
  completeBody: (answer) => responseBody(answer, outputItems(answer)),
  streamFrames,
  errorFrame: (body) => {
    const { code, message, param } = objectOf(body["error"]);
    return namedFrame({ type: "error", sequence_number: 0, code, message, param });
  },
};

function readRequest(body: JsonObject): WireRequest {
  const input = body["input"];
  const items = typeof input === "string" ? [{ role: "user", content: input }] : listOf(input).map(objectOf);
  const lastUser = items.findLastIndex((item) => objectOf(item)["role"] === "user");
  const maxOutputTokens = countOf(body["max_output_tokens"]);
  const instructions = textOf(body["instructions"]);
  return {
    model: textOf(body["model"]),
    isStreaming: body["stream"] === true,
    texts: [...(instructions === "" ? [] : [instructions]), ...items.map(itemText)],
    userText: contentText(objectOf(items[lastUser])["content"]),
    tools: listOf(body["tools"])
      .map(objectOf)
      .filter((tool) => tool["type"] === "function")
      .map((tool) => ({ name: textOf(tool["name"]), schema: objectOf(tool["parameters"]) })),
    hasToolResult: items
      .slice(lastUser + 1)
      .some((item) => objectOf(item)["type"] === "function_call_output"),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    choiceCount: 1,
  };
}

/** A message has content, a tool's result has output. */
function itemText(item: JsonObject): string {
  return contentText(item["content"]) || contentText(item["output"]);
}

function responseBody(answer: StubAnswer, output: readonly JsonObject[]): JsonObject {
  const { request, finish } = answer;
  const incomplete = INCOMPLETE_REASONS.get(finish);
  return {
    ...openingBody(answer),
    status: incomplete === undefined ? "completed" : "incomplete",
    incomplete_details: incomplete === undefined ? null : { reason: incomplete },
    output,
    max_output_tokens: request.maxOutputTokens ?? null,
    usage: answer.isUsageOmitted ? null : responsesUsage(answer.usage),
  };
}

const INCOMPLETE_REASONS: ReadonlyMap<string, string> = new Map([
  ["length", "max_output_tokens"],
  ["content_filter", "content_filter"],
]);

/** The response as `response.created` shows it: nothing is known of the answer yet. */
function openingBody({ request, createdAt, model, serviceTier }: StubAnswer): JsonObject {
  return {
    id: stableId("resp_", request.id),
    object: "response",
    created_at: createdAt,
    status: "in_progress",
    background: false,
    error: null,
    incomplete_details: null,
    instructions: request.body["instructions"] ?? null,
    max_output_tokens: request.maxOutputTokens ?? null,
    model,
    output: [],
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    service_tier: serviceTier ?? "default",
    store: false,
    temperature: 1,
    text: { format: { type: "text" } },
    tool_choice: "auto",
    tools: request.body["tools"] ?? [],
    top_p: 1,
    truncation: "disabled",
    usage: null,
    user: null,
    metadata: {},
  };
}

/** input_tokens includes what was read from the cache; output_tokens includes reasoning. */
function responsesUsage(usage: TokenUsage): JsonObject {
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: {
      cached_tokens: usage.cacheReadTokens ?? 0,
      ...(usage.cacheWriteTokens === undefined ? {} : { cache_write_tokens: usage.cacheWriteTokens }),
    },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens ?? 0 },
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}

function outputItems(answer: StubAnswer): JsonObject[] {
  const text = answer.tokens.join("");
  const message = text === "" ? [] : [messageItem(answer, [textPart(text)])];
  return [...message, ...answer.toolCalls.map((_, index) => functionItem(answer, index))];
}

function messageItem(answer: StubAnswer, content: readonly JsonObject[], status = "completed"): JsonObject {
  return { id: stableId("msg_", answer.request.id), type: "message", status, role: "assistant", content };
}

function textPart(text: string): JsonObject {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}

function functionItem(answer: StubAnswer, index: number, status = "completed"): JsonObject {
  const call = answer.toolCalls[index];
  return {
    id: stableId("fc_", answer.request.id, index),
    type: "function_call",
    status,
    name: call?.name,
    call_id: stableId("call_", answer.request.id, index),
    arguments: status === "completed" ? call?.argumentsJson : "",
  };
}

interface ResponsesEvent {
  readonly type: string;
  readonly isToken?: boolean;
  readonly carriesUsage?: boolean;
  readonly fields: JsonObject;
}

function* streamFrames(answer: StubAnswer): Generator<WireFrame> {
  let sequence = 0;
  for (const { type, fields, ...marks } of events(answer)) {
    yield namedFrame({ type, sequence_number: sequence, ...fields }, marks);
    sequence += 1;
  }
}

function* events(answer: StubAnswer): Generator<ResponsesEvent> {
  const opening = { response: openingBody(answer) };
  yield { type: "response.created", fields: opening };
  yield { type: "response.in_progress", fields: opening };
  if (answer.tokens.length > 0) yield* messageEvents(answer);
  const firstToolIndex = answer.tokens.length > 0 ? 1 : 0;
  for (const index of answer.toolCalls.keys()) yield* functionEvents(answer, index, firstToolIndex + index);
  const response = responseBody(answer, outputItems(answer));
  const type = response["status"] === "completed" ? "response.completed" : "response.incomplete";
  yield { type, carriesUsage: !answer.isUsageOmitted, fields: { response } };
}

function* messageEvents(answer: StubAnswer): Generator<ResponsesEvent> {
  const item = messageItem(answer, [], "in_progress");
  const text = answer.tokens.join("");
  const place = { item_id: item["id"], output_index: 0, content_index: 0 };
  yield { type: "response.output_item.added", fields: { output_index: 0, item } };
  yield { type: "response.content_part.added", fields: { ...place, part: textPart("") } };
  for (const delta of answer.tokens)
    yield { type: "response.output_text.delta", isToken: true, fields: { ...place, delta, logprobs: [] } };
  yield { type: "response.output_text.done", fields: { ...place, text, logprobs: [] } };
  yield { type: "response.content_part.done", fields: { ...place, part: textPart(text) } };
  const done = messageItem(answer, [textPart(text)]);
  yield { type: "response.output_item.done", fields: { output_index: 0, item: done } };
}

function* functionEvents(answer: StubAnswer, index: number, outputIndex: number): Generator<ResponsesEvent> {
  const started = functionItem(answer, index, "in_progress");
  const done = functionItem(answer, index);
  const place = { item_id: started["id"], output_index: outputIndex };
  yield { type: "response.output_item.added", fields: { output_index: outputIndex, item: started } };
  for (const delta of argumentPieces(textOf(done["arguments"])))
    yield { type: "response.function_call_arguments.delta", isToken: true, fields: { ...place, delta } };
  yield {
    type: "response.function_call_arguments.done",
    fields: { ...place, name: done["name"], arguments: done["arguments"] },
  };
  yield { type: "response.output_item.done", fields: { output_index: outputIndex, item: done } };
}
