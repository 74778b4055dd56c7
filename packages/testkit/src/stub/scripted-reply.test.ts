import { expect, test } from "vitest";
import { scriptedRespond } from "./scripted-reply.ts";
import type { StubReply } from "./stub-reply.ts";
import type { StubRequest } from "./stub-request.ts";

function replyTo(model: string, header?: string): StubReply | Promise<StubReply> {
  const request: StubRequest = {
    id: 1,
    wire: "openai-chat",
    target: "/v1/chat/completions",
    path: "/v1/chat/completions",
    headers: header === undefined ? {} : { "x-stub-reply": header },
    body: {},
    inputTokens: 1,
    model,
    isStreaming: false,
    texts: [],
    userText: "",
    tools: [],
    hasToolResult: false,
    choiceCount: 1,
  };
  return scriptedRespond(() => ({ text: "otherwise" }))(request);
}

test("a call that scripts nothing gets the other reply", () => {
  expect(replyTo("gpt-4o")).toEqual({ text: "otherwise" });
});

test("directives behind the model's name, usage gathered", () => {
  expect(replyTo("gpt-4o!rate_limit,retry-after=2")).toEqual({
    model: "gpt-4o",
    failure: "rate_limit",
    retryAfterSeconds: 2,
  });
  expect(replyTo("gpt-4o!in=100,out=20,read=64,cut=3,first=20,inter=5")).toEqual({
    model: "gpt-4o",
    usage: { inputTokens: 100, outputTokens: 20, cacheReadTokens: 64 },
    cutAfterTokens: 3,
    firstTokenMs: 20,
    interTokenMs: 5,
  });
  expect(replyTo("m!hang,omit-usage")).toEqual({ model: "m", hang: true, omitUsage: true });
});

test("the header is the reply itself, and wins", () => {
  expect(replyTo("m!hang", '{"text":"hi","usage":{"outputTokens":3}}')).toEqual({
    text: "hi",
    usage: { outputTokens: 3 },
  });
});

test.each([
  ["m!explode", undefined, /explode/],
  ["m!cut=three", undefined, /cut=three/],
  ["m!cut=", undefined, /cut=/],
  ["m", '{"txt":"hi"}', /unknown keys txt/],
  ["m", "{", SyntaxError],
])("a script that says something else is an error: %s %s", (model, header, error) => {
  expect(() => replyTo(model, header)).toThrow(error);
});
