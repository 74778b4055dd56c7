import fc from "fast-check";
import { expect, it } from "vitest";
import { readMessages } from "./read-messages.ts";

const text = (said: string) => ({ kind: "text", text: said });
const data = (value: unknown) => ({ kind: "data", text: JSON.stringify(value) });
const call = (name: string, given: string) => ({ kind: "call", name, arguments: given });

it.each<[string, unknown, unknown]>([
  ["OpenAI", [{ role: "user", content: "hi" }], { role: "user", parts: [text("hi")] }],
  [
    "OpenAI's tool calls",
    [{ role: "assistant", content: null, tool_calls: [{ function: { name: "f", arguments: '{"a":1}' } }] }],
    { role: "assistant", parts: [call("f", '{"a":1}')] },
  ],
  [
    "Anthropic's blocks",
    [
      {
        role: "assistant",
        content: [
          { type: "text", text: "x" },
          { type: "tool_use", id: "t1", name: "f", input: { a: 1 } },
        ],
      },
    ],
    { role: "assistant", parts: [text("x"), { ...call("f", '{"a":1}'), rest: '{"id":"t1"}' }] },
  ],
  [
    "Gemini's contents",
    { contents: [{ role: "user", parts: [{ text: "x" }] }] },
    { role: "user", parts: [text("x")] },
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
    {
      role: "tool",
      parts: [{ ...text("sunny"), rest: '{"type":"tool_call_response","id":"1"}' }, text("b")],
    },
  ],
  [
    "pictures",
    [{ role: "user", content: [{ type: "image_url", image_url: { url: "u" } }] }],
    { role: "user", parts: [data({ type: "image_url", image_url: { url: "u" } })] },
  ],
  ["LangChain", [{ role: "human", content: "x" }], { role: "human", parts: [text("x")] }],
  [
    "tools",
    [{ role: "tool", tool_call_id: "t1", content: '{"a":1}' }],
    { role: "tool", parts: [data({ a: 1 })], rest: '{"tool_call_id":"t1"}' },
  ],
  ["one message", { role: "assistant", content: "x" }, { role: "assistant", parts: [text("x")] }],
])("reads the messages of %s", (_, payload, message) => {
  expect(readMessages(JSON.stringify(payload))?.messages).toEqual([message]);
});

it("shows what stands beside the messages", () => {
  const payload = { model: "m", system: "be brief", messages: [{ role: "user", content: "x" }] };
  expect(readMessages(JSON.stringify(payload))).toEqual({
    messages: [
      { role: "system", parts: [text("be brief")] },
      { role: "user", parts: [text("x")] },
    ],
    rest: '{"model":"m"}',
  });
});

it("loses no text of any message, in whatever field it stands", () => {
  fc.assert(
    fc.property(fc.array(messageLike(), { minLength: 1 }), (messages) => {
      const shown = JSON.stringify(readMessages(JSON.stringify(messages)));
      for (const word of wordsIn(messages)) expect(shown).toContain(word);
    }),
  );
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
        fc.array(messageLike()).map((value) => JSON.stringify(value)),
      ),
      (payload) => {
        readMessages(payload);
      },
    ),
  );
});

const word = fc.stringMatching(/^w[0-9]{4,8}$/);

/** Values whose texts are all told apart. */
const said = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    word,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom("type", "text", "content", "name", "arguments", "input", "function", "response", "id"),
      tie("value"),
    ),
  ),
})).value;

function messageLike() {
  return fc.record(
    { role: word, content: said, parts: said, tool_calls: said, name: said },
    { requiredKeys: ["role"] },
  );
}

function wordsIn(value: unknown): string[] {
  return JSON.stringify(value).match(/w[0-9]{4,8}/g) ?? [];
}
