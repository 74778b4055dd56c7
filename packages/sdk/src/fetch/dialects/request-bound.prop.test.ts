import { messageBound } from "@breakwater/core/usage/message-bound";
import { loadTokenizer } from "@breakwater/core/usage/tokenizer";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../dialect.ts";
import { targetOf } from "./dialect.samples.ts";
import { DIALECTS } from "./registry.ts";

/** Texts of a request, each in its own place. */
interface Texts {
  readonly system: string;
  readonly user: string;
  readonly assistant: string;
  readonly args: string;
  readonly result: string;
  readonly description: string;
}

const parametersOf = ({ description }: Texts) => ({
  type: "object",
  properties: { q: { type: "string", description } },
});

/** A conversation with a tool call and its result, as each protocol writes it. */
const REQUESTS: readonly (readonly [url: string, bodyOf: (texts: Texts) => JsonObject])[] = [
  [
    "https://api.openai.com/v1/chat/completions",
    (texts) => ({
      model: "gpt-4o",
      messages: [
        { role: "system", content: texts.system },
        { role: "user", content: [{ type: "text", text: texts.user }] },
        {
          role: "assistant",
          content: texts.assistant,
          tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: texts.args } }],
        },
        { role: "tool", tool_call_id: "c", content: texts.result },
      ],
      tools: [{ type: "function", function: { name: "f", parameters: parametersOf(texts) } }],
    }),
  ],
  [
    "https://api.openai.com/v1/responses",
    (texts) => ({
      model: "gpt-4o",
      instructions: texts.system,
      input: [
        { role: "user", content: [{ type: "input_text", text: texts.user }] },
        { type: "message", role: "assistant", content: [{ type: "output_text", text: texts.assistant }] },
        { type: "function_call", call_id: "c", name: "f", arguments: texts.args },
        { type: "function_call_output", call_id: "c", output: texts.result },
      ],
      tools: [{ type: "function", name: "f", parameters: parametersOf(texts) }],
    }),
  ],
  [
    "https://api.anthropic.com/v1/messages",
    (texts) => ({
      model: "claude-sonnet-4-5",
      system: [{ type: "text", text: texts.system }],
      messages: [
        { role: "user", content: texts.user },
        {
          role: "assistant",
          content: [
            { type: "text", text: texts.assistant },
            { type: "tool_use", id: "t", name: "f", input: { q: texts.args } },
          ],
        },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: texts.result }] },
      ],
      tools: [{ name: "f", input_schema: parametersOf(texts) }],
    }),
  ],
  [
    "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent",
    (texts) => ({
      systemInstruction: { parts: [{ text: texts.system }] },
      contents: [
        { role: "user", parts: [{ text: texts.user }] },
        {
          role: "model",
          parts: [{ text: texts.assistant }, { functionCall: { name: "f", args: { q: texts.args } } }],
        },
        { role: "user", parts: [{ functionResponse: { name: "f", response: { out: texts.result } } }] },
      ],
      tools: [{ functionDeclarations: [{ name: "f", parameters: parametersOf(texts) }] }],
    }),
  ],
  [
    "http://localhost:11434/api/chat",
    (texts) => ({
      model: "gpt-oss",
      messages: [
        { role: "system", content: texts.system },
        { role: "user", content: texts.user },
        {
          role: "assistant",
          content: texts.assistant,
          tool_calls: [{ function: { name: "f", arguments: { q: texts.args } } }],
        },
        { role: "tool", tool_name: "f", content: texts.result },
      ],
      tools: [{ type: "function", function: { name: "f", parameters: parametersOf(texts) } }],
    }),
  ],
  [
    "http://localhost:11434/api/generate",
    (texts) => ({
      model: "gpt-oss",
      system: texts.system,
      prompt: texts.user + texts.assistant,
      suffix: texts.args + texts.result,
      format: parametersOf(texts),
    }),
  ],
  [
    "https://api.openai.com/v1/completions",
    (texts) => ({ model: "gpt-4o", prompt: Object.values(texts), suffix: "" }),
  ],
  ["https://api.openai.com/v1/embeddings", (texts) => ({ model: "gpt-4o", input: Object.values(texts) })],
  [
    "https://generativelanguage.googleapis.com/v1beta/models/x:batchEmbedContents",
    (texts) => ({ requests: Object.values(texts).map((text) => ({ content: { parts: [{ text }] } })) }),
  ],
];

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.array(fc.lorem({ maxCount: 3 }), { maxLength: 8 }).map((words) => words.join(" ")),
);
const texts: fc.Arbitrary<Texts> = fc.record({
  system: text,
  user: text,
  assistant: text,
  args: text,
  result: text,
  description: text,
});

const EMPTY: Texts = { system: "", user: "", assistant: "", args: "", result: "", description: "" };

test.each(REQUESTS)("%s: the bound is at least the tokens of all its texts", async (url, bodyOf) => {
  // OpenAI's vocabulary stands in for those that cannot be had: what matters is that no text is missed.
  const tokenizer = await loadTokenizer("gpt-4o");
  if (tokenizer === undefined) throw new Error("no tokenizer");
  const target = targetOf(url);
  const dialect = DIALECTS.find((candidate) => candidate.matches(target));
  if (dialect === undefined) throw new Error(`no dialect for ${url}`);
  const emptyTokens = messageBound(dialect.readRequest(bodyOf(EMPTY), target).request).tokens;
  fc.assert(
    fc.property(texts, (given) => {
      const { request } = dialect.readRequest(JSON.parse(JSON.stringify(bodyOf(given))), target);
      const all = Object.values(given).reduce((sum, value) => sum + tokenizer.count(value), 0);
      const byBytes = messageBound(request);
      expect(byBytes.isBounded).toBe(true);
      // Without the allowances, which would hide a text that is missed.
      expect(byBytes.tokens - emptyTokens).toBeGreaterThanOrEqual(all);
      expect(messageBound(request, { tokenizer }).tokens).toBeGreaterThanOrEqual(all);
    }),
  );
});
