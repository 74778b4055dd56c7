import { readFileSync } from "node:fs";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { describe, expect, it } from "vitest";
import { DEFAULT_DECODE_LIMITS } from "../ingest/otlp/decode-limits.ts";
import { readLogsJson } from "../ingest/otlp/read-logs-json.ts";
import { readTracesJson } from "../ingest/otlp/read-traces-json.ts";
import { messagesOfLogs } from "./join-events.ts";
import { normalizeSpan } from "./normalize-span.ts";

/** The spans of a recorded export (see fixtures/README.md), as records. */
function recorded(name: string) {
  const text = readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8");
  return readTracesJson(text, DEFAULT_DECODE_LIMITS).spans.map(normalizeSpan);
}

function records(name: string): readonly SpanRecord[] {
  return recorded(name).map(({ record }) => record);
}

/** A span in a line: kind, status, tokens in and out, cached and reasoning ones. */
function line({ kind, status, usage }: SpanRecord): string {
  const { inputTokens, outputTokens, cacheReadTokens = 0, reasoningTokens = 0 } = usage ?? {};
  const counts = usage ? ` ${inputTokens}/${outputTokens} ${cacheReadTokens} ${reasoningTokens}` : "";
  return `${kind} ${status}${counts}`;
}

const PYTHON = [
  "python-genai",
  "python-langsmith",
  "python-openinference",
  "python-openlit",
  "python-traceloop",
];
/** The HTTP client's own spans, kept so that traces stay whole. */
const HTTP = ["other ok", "other ok", "other ok", "other ok", "other error"];
const CALLS = ["llm ok 100/20 40 5", "llm ok 11/5 0 0", "llm ok 50/4 0 0"];

describe.each([
  [
    "ai-sdk",
    [
      ...["llm ok 100/20 40 5", "chain ok", "agent ok"],
      ...["llm ok 11/5 0 0", "tool ok", "chain ok", "llm ok 11/5 0 0", "tool ok", "chain ok", "agent ok"],
      ...["llm ok 50/4 0 0", "chain ok", "agent ok"],
      ...["embedding ok 2/0 0 0", "chain ok"],
      ...["llm error", "chain error", "agent error"],
    ],
  ],
  [
    // This line of the SDK does not say how much of the input was cached.
    "ai-sdk-legacy",
    [
      ...["llm ok 100/20 0 0", "agent ok"],
      ...["llm ok 11/5 0 0", "tool ok", "llm ok 11/5 0 0", "tool ok", "agent ok"],
      ...["llm ok 50/4 0 0", "agent ok"],
      ...["embedding ok 2/0 0 0", "chain ok"],
      ...["llm error", "agent error"],
    ],
  ],
  // What was cached is not told.
  ["genai-openai", ["llm ok 100/20 0 0", ...CALLS.slice(1), "embedding ok 2/0 0 0", "llm error"]],
  ["langfuse", [...CALLS, "embedding ok", "llm error", "chain ok"]],
  [
    "openinference-langchain",
    ["chain ok", "llm ok 100/20 40 5", "chain ok", "chain ok", "llm ok 50/4 0 0", "llm error"],
  ],
  // Streams and embeddings carry no usage: what they cost is not known.
  ["openinference", ["llm ok 100/20 40 5", "llm ok 11/5 0 0", "llm ok", "embedding ok"]],
  ["traceloop", ["llm ok 100/20 0 0", "llm ok 11/5 0 0", "llm ok"]],
  [
    // The streamed call is on the span around it, which is how this SDK writes it; a failure has the status OK.
    "langsmith",
    ["llm ok 100/20 40 5", "llm ok 11/5 0 0", "tool ok", "llm error", "chain ok", "llm ok 50/4 0 0"],
  ],
  // Reasoning is not told.
  [
    "openlit",
    ["llm ok 100/20 40 0", "llm ok 11/5 0 0", "llm ok 50/4 0 0", "embedding ok 100/0 0 0", "llm error"],
  ],
  // What was cached is not told.
  ["python-genai", ["llm ok 100/20 0 0", ...CALLS.slice(1), "embedding ok 100/0 0 0", "llm error"]],
  ["python-langsmith", ["chain ok", ...CALLS, "llm error", "tool ok"]],
  ["python-openinference", [...CALLS, "embedding ok 100/0 0 0", "llm error"]],
  [
    "python-openlit",
    [...HTTP, "llm ok 100/20 40 0", ...CALLS.slice(1), "embedding ok 100/0 0 0", "llm error"],
  ],
  ["python-traceloop", [...CALLS, "embedding ok 100/0 0 0", "llm error"]],
])("a recorded export of %s", (name, lines) => {
  it("is understood span by span, parents without the usage of their children", () => {
    expect(records(name).map(line)).toEqual(lines);
  });

  it("is told by its own dialect", () => {
    const dialect = name.replace(/^python-|-(openai|langchain)$/g, "");
    const told = recorded(name).filter(({ record }) => record.kind !== "other");
    expect(new Set(told.map((span) => span.dialect))).toEqual(new Set([dialect]));
  });
});

it.each([
  ...["ai-sdk", "ai-sdk-legacy", "genai-openai", "langsmith", "openinference", "openinference-langchain"],
  ...["openlit", "traceloop"],
  ...PYTHON,
])("names %s's provider and model", (name) => {
  const call = records(name).find(({ kind }) => kind === "llm");
  expect(call).toMatchObject({ provider: "openai", requestModel: "gpt-4o" });
});

it("tells LangChain's failure once, without the stack that follows its message", () => {
  const refused = records("openinference-langchain").find(({ status }) => status === "error");
  expect(refused?.error).toMatchObject({ class: "rate_limit", type: "RateLimitCapacityError" });
  expect(refused?.error?.message.match(/Rate limit reached/g)).toHaveLength(1);
});

it.each(["ai-sdk", "ai-sdk-legacy", "genai-openai", "langfuse", "langsmith", "openlit", ...PYTHON])(
  "classes %s's refusal by the provider",
  (name) => {
    const refused = records(name).find(({ kind, status }) => kind === "llm" && status === "error");
    expect(refused?.error?.class).toBe("rate_limit");
  },
);

it.each(PYTHON.filter((name) => name !== "python-genai"))("groups %s's refusal by a telling type", (name) => {
  const refused = records(name).find(({ kind, status }) => kind === "llm" && status === "error");
  expect(refused?.error?.type).toMatch(/^(openai\.)?RateLimitError$/);
  expect(refused?.error?.message).toMatch(/Rate limit reached for gpt-4o/);
  expect(refused?.error?.message).not.toContain("Traceback");
  expect(refused?.requestModel).toBe("gpt-4o");
});

it.each(["openlit", "python-openlit", "langsmith"])(
  "names %s's calls by themselves, not by the tool",
  (name) => {
    const asking = records(name).filter(({ kind }) => kind === "llm");
    expect(asking.map((record) => record.name)).not.toContain("get_weather");
  },
);

it("leaves LangSmith's own settings out of the metadata", () => {
  const { metadata } = records("python-langsmith")[0] ?? {};
  expect(metadata).toEqual({
    user_id: "user_7",
    session_id: "s-1",
    team: "search",
    project: "recorded",
  });
});

it("tells a failed HTTP request beside the calls by its status", () => {
  const failed = recorded("python-openlit").find(({ record }) => record.kind === "other" && record.error);
  expect(failed?.record.error).toMatchObject({ class: "rate_limit", code: "429", message: "HTTP 429" });
});

it("joins python-genai's log records to its spans as messages", () => {
  const text = readFileSync(new URL("fixtures/python-genai-logs.json", import.meta.url), "utf8");
  const { logs } = readLogsJson(text, DEFAULT_DECODE_LIMITS);
  const spans = new Map(records("python-genai").map((record) => [record.spanId, record]));
  const told = messagesOfLogs(logs).map(({ spanId, input, output }) => [
    spans.get(spanId)?.requestModel,
    JSON.parse(input ?? output ?? ""),
  ]);
  const call = { name: "get_weather", arguments: '{"city":"Paris"}' };
  expect(told).toEqual([
    ["gpt-4o", [{ role: "user", content: "Say hello" }]],
    ["gpt-4o", [{ role: "assistant", content: "Hello there" }]],
    ["gpt-4o-mini", [{ role: "user", content: "What is the weather?" }]],
    ["gpt-4o-mini", [{ role: "assistant", tool_calls: [expect.objectContaining({ function: call })] }]],
    ["gpt-4o", [{ role: "user", content: "stream me" }]],
    ["gpt-4o", [{ role: "assistant", content: "one two three" }]],
    ["gpt-4o", [{ role: "user", content: "refuse" }]],
  ]);
});

it.each(["ai-sdk-legacy", "langfuse", "openinference", "python-openinference"])(
  "tells whom %s's calls were for",
  (name) => {
    for (const record of records(name)) {
      expect(record).toMatchObject({ userId: "user_7", sessionId: "s-1", metadata: { team: "search" } });
    }
  },
);

it.each(["ai-sdk", "openinference-langchain"])("tells whom each of %s's calls was for", (name) => {
  const calls = records(name).filter(({ kind }) => kind === "llm");
  for (const call of calls) expect(call).toMatchObject({ userId: "user_7", sessionId: "s-1" });
});

it("tells the finish reason, the id and the streams of the AI SDK's calls", () => {
  const calls = records("ai-sdk").filter(({ kind, status }) => kind === "llm" && status === "ok");
  expect(calls.map(({ metadata }) => metadata?.["gen_ai.response.finish_reasons"])).toEqual([
    ...["stop", "tool-calls", "tool-calls", "stop"],
  ]);
  expect(calls.map(({ metadata }) => metadata?.["gen_ai.request.stream"])).toEqual([
    ...[undefined, undefined, undefined, true],
  ]);
});

it.each(["langfuse", "openinference", "python-langsmith", "python-openinference"])(
  "reads %s's tags",
  (name) => {
    expect(records(name)[0]?.tags).toEqual(["rag"]);
  },
);

it.each([
  ...["ai-sdk", "ai-sdk-legacy", "langfuse", "openlit"],
  ...["python-openinference", "python-openlit", "python-traceloop"],
])("measures the first token of %s's streams", (name) => {
  const streamed = records(name).filter(({ timeToFirstTokenMs }) => timeToFirstTokenMs !== undefined);
  expect(streamed).toHaveLength(1);
  expect(streamed[0]?.timeToFirstTokenMs).toBeLessThan(streamed[0]?.durationMs ?? 0);
});

it.each(["ai-sdk", "ai-sdk-legacy", "openinference", "traceloop"])(
  "shows %s's tool calls as messages",
  (name) => {
    const asking = records(name).find(({ kind, output }) => kind === "llm" && output?.includes("weather"));
    expect(JSON.parse(asking?.output ?? "")).toEqual([expect.objectContaining({ role: "assistant" })]);
  },
);
