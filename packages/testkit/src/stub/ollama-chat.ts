import { countOf, type JsonObject, listOf, objectOf, textOf } from "../json-value.ts";
import type { StubAnswer } from "./stub-answer.ts";
import type { WireRequest } from "./stub-request.ts";
import { frame, type Wire, type WireFrame } from "./wire.ts";

/** Ollama's own chat, one JSON object a line: https://github.com/ollama/ollama/blob/main/docs/api.md */
export const ollamaChat: Wire = {
  name: "ollama-chat",
  path: "/api/chat",
  vendor: "ollama",
  readRequest,
  completeBody: (answer) => lastLine(answer, answer.tokens.join("")),
  streamFrames,
  streamType: () => "application/x-ndjson",
  errorFrame: (body) => line(body),
};

function readRequest(body: JsonObject): WireRequest {
  const messages = listOf(body["messages"]).map(objectOf);
  const lastUser = messages.findLastIndex((message) => message["role"] === "user");
  const maxOutputTokens = countOf(objectOf(body["options"])["num_predict"]);
  return {
    model: textOf(body["model"]),
    // Streams unless told not to.
    isStreaming: body["stream"] !== false,
    texts: messages.map((message) => textOf(message["content"])),
    userText: textOf(messages[lastUser]?.["content"]),
    tools: listOf(body["tools"])
      .map((tool) => objectOf(objectOf(tool)["function"]))
      .map((tool) => ({ name: textOf(tool["name"]), schema: objectOf(tool["parameters"]) })),
    hasToolResult: messages.slice(lastUser + 1).some((message) => message["role"] === "tool"),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    choiceCount: 1,
  };
}

function* streamFrames(answer: StubAnswer): Generator<WireFrame> {
  for (const content of answer.tokens)
    yield line({ ...head(answer), message: { role: "assistant", content }, done: false }, { isToken: true });
  yield line(lastLine(answer, ""), { carriesUsage: !answer.isUsageOmitted });
}

function line(body: JsonObject, marks: Partial<WireFrame> = {}): WireFrame {
  return frame(`${JSON.stringify(body)}\n`, marks);
}

function lastLine(answer: StubAnswer, content: string): JsonObject {
  const { inputTokens, outputTokens } = answer.usage;
  const tool_calls = answer.toolCalls.map(({ name, argumentsJson }) => ({
    function: { name, arguments: JSON.parse(argumentsJson) as unknown },
  }));
  return {
    ...head(answer),
    message: { role: "assistant", content, ...(tool_calls.length === 0 ? {} : { tool_calls }) },
    done: true,
    done_reason: answer.finish === "length" ? "length" : "stop",
    ...(answer.isUsageOmitted ? {} : { prompt_eval_count: inputTokens, eval_count: outputTokens }),
  };
}

function head(answer: StubAnswer): JsonObject {
  return { model: answer.model, created_at: new Date(answer.createdAt * 1_000).toISOString() };
}
