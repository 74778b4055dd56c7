import { describe, expect, it } from "vitest";
import { answerParts, inputMessages } from "./message-parts.ts";

describe("inputMessages", () => {
  it("reads the messages of LangChain, with the tool calls and their answers", () => {
    const input = JSON.stringify([
      { role: "system", content: "Be brief" },
      { role: "human", content: "Weather?" },
      { role: "ai", content: "", tool_calls: [{ id: "call_1", name: "weather", args: { city: "Paris" } }] },
      { role: "tool", content: "rain", tool_call_id: "call_1" },
    ]);
    expect(inputMessages(input)).toEqual([
      { role: "system", parts: [{ type: "text", content: "Be brief" }] },
      { role: "user", parts: [{ type: "text", content: "Weather?" }] },
      {
        role: "assistant",
        parts: [{ type: "tool_call", id: "call_1", name: "weather", arguments: { city: "Paris" } }],
      },
      { role: "tool", parts: [{ type: "tool_call_response", id: "call_1", response: "rain" }] },
    ]);
  });

  it("reads a provider's request, with its system prompt and its parts", () => {
    const input = JSON.stringify({
      system: "Be brief",
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "What is it?" },
            { type: "image_url", url: "u" },
          ],
        },
        { role: "assistant", tool_calls: [{ function: { name: "look", arguments: '{"at":1}' } }] },
      ],
    });
    expect(inputMessages(input)).toEqual([
      { role: "system", parts: [{ type: "text", content: "Be brief" }] },
      {
        role: "user",
        parts: [
          { type: "text", content: "What is it?" },
          { type: "image_url", url: "u" },
        ],
      },
      { role: "assistant", parts: [{ type: "tool_call", name: "look", arguments: { at: 1 } }] },
    ]);
  });

  it("reads Gemini's contents", () => {
    const input = JSON.stringify({ contents: [{ role: "model", parts: [{ text: "Hello" }] }] });
    expect(inputMessages(input)).toEqual([
      { role: "assistant", parts: [{ type: "text", content: "Hello" }] },
    ]);
  });

  it.each(["plain text", '[{"role":"human","content":"cut o', "42", "[1,2]", '{"a":1}'])(
    "takes %s for a text of the user",
    (input) => {
      expect(inputMessages(input)).toEqual([{ role: "user", parts: [{ type: "text", content: input }] }]);
    },
  );
});

describe("answerParts", () => {
  it("tells a text from tool calls", () => {
    expect(answerParts("It rains")).toEqual([{ type: "text", content: "It rains" }]);
    expect(answerParts('[{"name":"weather","args":{"city":"Paris"}}]')).toEqual([
      { type: "tool_call", name: "weather", arguments: { city: "Paris" } },
    ]);
    expect(answerParts("[1, 2]")).toEqual([{ type: "text", content: "[1, 2]" }]);
  });
});
