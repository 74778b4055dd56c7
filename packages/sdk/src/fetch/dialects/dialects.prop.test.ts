import fc from "fast-check";
import { expect, test } from "vitest";
import type { Dialect } from "../dialect.ts";
import { createEventParser } from "../wire/event-parser.ts";
import { targetOf } from "./dialect.samples.ts";
import { DIALECTS } from "./registry.ts";

const BY_NAME = DIALECTS.map((dialect) => [dialect.name, dialect] as const);
const TARGET = targetOf("https://example.org/v1beta/models/x:generateContent");

const count = fc.nat(10_000);
const text = fc.string({ unit: "grapheme", maxLength: 8 });
const record = fc.record;

const responsesUsage = record({
  input_tokens: count,
  output_tokens: count,
  input_tokens_details: record({ cached_tokens: fc.nat(10) }),
});
const anthropicUsage = record({ input_tokens: count, cache_read_input_tokens: count, output_tokens: count });
const geminiUsage = record({
  promptTokenCount: count,
  candidatesTokenCount: count,
  thoughtsTokenCount: count,
});
const openAiUsage = record({ prompt_tokens: count, completion_tokens: count });

/** Events as the protocols have them, in any order. */
const EVENTS: Readonly<Record<string, fc.Arbitrary<object>>> = {
  "openai-responses": fc.oneof(
    record({ type: fc.constant("response.output_text.delta"), delta: text }),
    record({ type: fc.constant("response.completed"), response: record({ usage: responsesUsage }) }),
  ),
  "anthropic-messages": fc.oneof(
    record({ type: fc.constant("message_start"), message: record({ usage: anthropicUsage }) }),
    record({
      type: fc.constant("content_block_delta"),
      delta: record({ type: fc.constant("text_delta"), text }),
    }),
    record({ type: fc.constant("message_delta"), usage: record({ output_tokens: count }) }),
  ),
  gemini: record({
    candidates: fc.array(record({ content: record({ parts: fc.array(record({ text })) }) })),
    usageMetadata: geminiUsage,
  }),
  ollama: record({ response: text, done: fc.boolean(), prompt_eval_count: count, eval_count: count }),
  "openai-chat": record({
    choices: fc.array(record({ delta: record({ content: text }) })),
    usage: openAiUsage,
  }),
  "openai-completions": record({ choices: fc.array(record({ text })), usage: openAiUsage }),
};

function written(dialect: Dialect, events: readonly object[]): string {
  const lines = events.map((event) => JSON.stringify(event));
  return dialect.framing === "sse"
    ? lines.map((line) => `data: ${line}\n\n`).join("")
    : lines.map((line) => `${line}\n`).join("");
}

/** The answer to a stream that comes in pieces, cut at these places. */
function readPieces(dialect: Dialect, stream: string, cuts: readonly number[]) {
  const parser = createEventParser(dialect.framing);
  const reader = dialect.answerReader();
  const places = [0, ...cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length];
  const pieces = places.slice(1).map((end, index) => stream.slice(places[index], end));
  let texts = "";
  for (const events of [...pieces.map((piece) => parser.push(piece)), parser.end()])
    for (const event of events) texts += reader.read(event) ?? "";
  return { texts, answer: reader.answer(), isComplete: reader.isComplete };
}

test.each(Object.entries(EVENTS))("%s: a stream reads the same however it is cut", (name, event) => {
  const dialect = DIALECTS.find((candidate) => candidate.name === name);
  if (dialect === undefined) throw new Error(`no dialect ${name}`);
  fc.assert(
    fc.property(fc.array(event, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 12 }), (events, cuts) => {
      const stream = written(dialect, events);
      const whole = readPieces(dialect, stream, []);
      expect(readPieces(dialect, stream, cuts)).toEqual(whole);
      if (events.length > 0 && name === "gemini") expect(whole.answer.usage).toBeDefined();
    }),
  );
});

/** Names that the protocols use, so that arbitrary JSON gets past the first look. */
const NAMES =
  "type response usage output choices delta message content parts candidates usageMetadata error index text " +
  "input_tokens output_tokens prompt_tokens completion_tokens promptTokenCount candidatesTokenCount " +
  "thoughtsTokenCount prompt_eval_count eval_count iterations output_index item name arguments args " +
  "functionCall tool_calls function predictions embeddings statistics token_count input prompt contents";
const scalar = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.integer(),
  fc.constantFrom("message_start", "message_delta", "content_block_start", "content_block_delta"),
  fc.constantFrom("response.completed", "response.output_item.added", "error", "compaction"),
);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    scalar,
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES.split(" ")), tie("json"), { maxKeys: 5 }),
  ),
}));

test.each(BY_NAME)("%s never throws, and counts are never negative", (_, dialect) => {
  fc.assert(
    fc.property(fc.array(json, { maxLength: 5 }), fc.string(), (values, garbage) => {
      const reader = dialect.answerReader();
      for (const value of values) reader.read({ data: JSON.stringify(value) });
      reader.read({ data: garbage });
      for (const answer of [reader.answer(), ...values.map((value) => dialect.readAnswer(value))]) {
        for (const tokens of Object.values(answer.usage ?? {})) expect(tokens).toBeGreaterThanOrEqual(0);
        expect(typeof answer.text).toBe("string");
      }
    }),
    { numRuns: 300 },
  );
});

test.each(BY_NAME)("%s reads any request", (_, dialect) => {
  const body = fc.dictionary(fc.constantFrom(...NAMES.split(" "), "messages", "model", "requests"), json);
  fc.assert(
    fc.property(body, (fields) => {
      const request = dialect.readRequest(fields, TARGET);
      request.payload();
      expect(["llm", "embedding"]).toContain(request.kind);
      dialect.withOutputCap?.(fields, 5, TARGET);
      dialect.askingForUsage?.(fields, TARGET);
    }),
    { numRuns: 300 },
  );
});

test("no two dialects take the same target", () => {
  const paths =
    "/v1/chat/completions /v1/responses /v1/responses/compact /v1/embeddings /v1/completions /v1/messages " +
    "/v1beta/models/x:generateContent /v1beta/models/x:embedContent /api/chat /api/embed /api/embeddings";
  for (const path of paths.split(" ")) {
    const target = targetOf(`https://example.org${path}`);
    expect(
      DIALECTS.filter((dialect) => dialect.matches(target)),
      path,
    ).toHaveLength(1);
  }
});
