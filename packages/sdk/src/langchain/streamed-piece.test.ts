import { describe, expect, test } from "vitest";
import { writtenText } from "./streamed-piece.ts";

describe("what a streamed chunk brings of the answer", () => {
  test.each([
    ["text", "Hel", { content: "Hel" }, "Hel"],
    ["arguments of tool calls", "", { tool_call_chunks: [{ args: '{"a"' }, { args: ":1}" }] }, '{"a":1}'],
    ["the name of a tool", "", { tool_call_chunks: [{ name: "look", args: "" }] }, ""],
    ["a thought in a block", "", { content: [{ type: "thinking", index: 0, thinking: "hm" }] }, ""],
    ["a thought beside the content", "", { additional_kwargs: { reasoning_content: "hm" } }, ""],
    ["content that is no token", undefined, { content: "whole" }, ""],
    ["nothing: the role", "", { content: "", additional_kwargs: {} }, undefined],
    ["nothing: an empty block", "", { content: [{ type: "text", index: 0, text: "" }] }, undefined],
    ["nothing: usage", "", { content: [], usage_metadata: { input_tokens: 4 } }, undefined],
    ["nothing at all", undefined, undefined, undefined],
  ])("%s", (_what, token, message, expected) => {
    expect(writtenText(token, message)).toBe(expected);
  });
});
