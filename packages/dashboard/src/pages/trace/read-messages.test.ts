import fc from "fast-check";
import { expect, it } from "vitest";
import { readMessages } from "./read-messages.ts";

it.each<[string, unknown, unknown]>([
  ["OpenAI", [{ role: "user", content: "hi" }], { role: "user", text: "hi" }],
  [
    "OpenAI's tool calls",
    [{ role: "assistant", content: null, tool_calls: [{ function: { name: "f", arguments: '{"a":1}' } }] }],
    { role: "assistant", text: "", toolCalls: [{ name: "f", arguments: '{"a":1}' }] },
  ],
  [
    "Anthropic's blocks",
    [
      {
        role: "assistant",
        content: [
          { type: "text", text: "x" },
          { type: "tool_use", name: "f", input: { a: 1 } },
        ],
      },
    ],
    { text: "x", toolCalls: [{ name: "f", arguments: '{\n  "a": 1\n}' }] },
  ],
  [
    "Gemini's contents",
    { contents: [{ role: "user", parts: [{ text: "x" }] }] },
    { role: "user", text: "x" },
  ],
  [
    "OpenTelemetry's parts",
    [
      {
        role: "tool",
        parts: [
          { type: "tool_call_response", id: "1", response: "sunny" },
          { type: "text", content: "b" },
        ],
      },
    ],
    { role: "tool", text: '"sunny"\nb' },
  ],
  [
    "pictures",
    [{ role: "user", content: [{ type: "image_url", image_url: {} }] }],
    { otherParts: ["image_url"] },
  ],
  ["LangChain", [{ role: "human", content: "x" }], { role: "human", text: "x" }],
])("reads the messages of %s", (_, payload, message) => {
  expect(readMessages(JSON.stringify(payload))?.[0]).toMatchObject(Object(message));
});

it.each(["plain text", "[]", "[1,2]", '{"a":1}', "", "[{}]"])("takes %j for no messages", (payload) => {
  expect(readMessages(payload)).toBeUndefined();
});

it("never throws, whatever a payload holds", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string(),
        messageLike().map((value) => JSON.stringify(value)),
      ),
      (payload) => {
        readMessages(payload);
      },
    ),
  );
});

function messageLike() {
  return fc.array(
    fc.record({
      role: fc.string(),
      content: fc.jsonValue(),
      parts: fc.jsonValue(),
      tool_calls: fc.jsonValue(),
    }),
  );
}
