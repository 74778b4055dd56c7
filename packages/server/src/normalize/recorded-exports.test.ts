import { readFileSync } from "node:fs";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { describe, expect, it } from "vitest";
import { DEFAULT_DECODE_LIMITS } from "../ingest/otlp/decode-limits.ts";
import { readTracesJson } from "../ingest/otlp/read-traces-json.ts";
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

const CALLS = ["llm ok 100/20 40 5", "llm ok 11/5 0 0", "llm ok 50/4 0 0"];

describe.each([
  [
    "ai-sdk",
    [
      ...["llm ok 100/20 40 0", "chain ok", "agent ok"],
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
  ["genai-openai", ["llm ok 100/20 0 0", "llm ok 100/20 0 0", "embedding ok 100/0 0 0", "llm error"]],
  ["langfuse", [...CALLS, "embedding ok", "llm error", "chain ok"]],
  // Streams and embeddings carry no usage: what they cost is not known.
  ["openinference", ["llm ok 100/20 40 5", "llm ok 11/5 0 0", "llm ok", "embedding ok"]],
  ["traceloop", ["llm ok 100/20 0 0", "llm ok 11/5 0 0", "llm ok"]],
])("a recorded export of %s", (name, lines) => {
  it("is understood span by span, parents without the usage of their children", () => {
    expect(records(name).map(line)).toEqual(lines);
  });

  it("is told by its own dialect", () => {
    const dialect = name === "genai-openai" ? "genai" : name;
    expect(new Set(recorded(name).map((span) => span.dialect))).toEqual(new Set([dialect]));
  });
});

it.each(["ai-sdk", "ai-sdk-legacy", "genai-openai", "openinference", "traceloop"])(
  "names %s's provider and model",
  (name) => {
    const call = records(name).find(({ kind }) => kind === "llm");
    expect(call).toMatchObject({ provider: "openai", requestModel: "gpt-4o" });
  },
);

it.each(["ai-sdk", "ai-sdk-legacy", "genai-openai", "langfuse"])(
  "classes %s's refusal by the provider",
  (name) => {
    expect(records(name).find(({ status }) => status === "error")?.error?.class).toBe("rate_limit");
  },
);

it.each(["ai-sdk-legacy", "langfuse", "openinference"])("tells whom %s's calls were for", (name) => {
  for (const record of records(name)) {
    expect(record).toMatchObject({ userId: "user_7", sessionId: "s-1", metadata: { team: "search" } });
  }
});

it.each(["langfuse", "openinference"])("reads %s's tags", (name) => {
  expect(records(name)[0]?.tags).toEqual(["rag"]);
});

it.each(["ai-sdk", "ai-sdk-legacy", "langfuse"])("measures the first token of %s's streams", (name) => {
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
