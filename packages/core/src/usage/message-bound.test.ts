import fc from "fast-check";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, test } from "vitest";
import { messageBound, messageEstimate } from "./message-bound.ts";
import { loadTokenizer } from "./tokenizer.ts";

const message = (content: unknown, rest: object = {}) => ({ content, ...rest });

function bound(content: unknown, rest: object = {}) {
  return messageBound({ messages: [message(content)], model: "gpt-4o", ...rest });
}

describe("the bound on the input of a request", () => {
  test("is the bytes of its texts and an allowance for markers", () => {
    const empty = bound("");
    const full = bound("量子 and text");
    expect(full.tokens - empty.tokens).toBe(15);
    expect(full).toMatchObject({ isBounded: true, textLength: 11, unbounded: [] });
    expect(empty.tokens).toBeLessThan(64);
  });

  test("is at least what OpenAI's own counting rule gives, with a tokenizer as without one", async () => {
    const tokenizer = await loadTokenizer("gpt-4o");
    const turns = fc.array(fc.string({ unit: "binary" }), { maxLength: 12 });
    fc.assert(
      fc.property(turns, (texts) => {
        // 3 tokens for each message, 1 for its role, 3 to open the answer.
        const counted = texts.reduce(
          (sum, text) => sum + 4 + countTokens(text, { disallowedSpecial: new Set() }),
          3,
        );
        const messages = texts.map((text) => message(text));
        const byBytes = messageBound({ messages }).tokens;
        const byTokens = messageBound({ messages }, { tokenizer }).tokens;
        expect(byTokens).toBeGreaterThanOrEqual(counted);
        expect(byBytes).toBeGreaterThanOrEqual(byTokens);
      }),
    );
  });

  test("a tokenizer tightens it", async () => {
    const tokenizer = await loadTokenizer("gpt-4o");
    const messages = [message("The quick brown fox jumps over the lazy dog. ".repeat(100))];
    expect(messageBound({ messages }, { tokenizer }).tokens).toBeLessThan(
      messageBound({ messages }).tokens / 3,
    );
  });

  test("counts the parts of a message of every provider's kind", () => {
    const none = bound([]).tokens;
    const parts: [unknown, number][] = [
      ["plain", 5],
      [{ type: "text", text: "hello" }, 5],
      [{ type: "input_text", text: "hello" }, 5],
      [{ type: "image_url", image_url: { url: `data:image/png;base64,${"A".repeat(9_000)}` } }, 1_445],
      [{ type: "input_audio", input_audio: { data: "A".repeat(400), format: "mp3" } }, 100],
      [{ type: "tool_result", tool_use_id: "t1", content: [{ type: "text", text: "12345" }] }, 11],
      [{ type: "document", source: { type: "text", data: "12345" } }, 5],
    ];
    for (const [part, tokens] of parts) {
      expect(bound([part]).tokens - none - 4).toBe(tokens);
      expect(bound([part]).isBounded).toBe(true);
    }
  });

  test("an image costs what its model's family can charge at most", () => {
    const image = [{ type: "image_url", image_url: "https://example.com/a.png" }];
    const tokensFor = (model: string, options = {}) =>
      messageBound({ messages: [message(image)], model }, options).tokens -
      messageBound({ messages: [message([""])], model }).tokens;
    expect(tokensFor("gpt-4o-mini")).toBe(48_169);
    expect(tokensFor("claude-sonnet-4-5")).toBe(4_784);
    expect(tokensFor("a-new-model")).toBe(48_169);
    expect(tokensFor("gpt-4o-mini", { imageTokens: 99 })).toBe(99);
  });

  test.each([
    [{ type: "file", file: { file_id: "f" } }, "file"],
    [{ type: "document", source: { type: "base64", data: "JVBERi0=" } }, "document"],
    [{ type: "audio_url", audio_url: { url: "https://example.com/a.mp3" } }, "audio"],
    [{ type: "newfangled", file_id: "f" }, "newfangled"],
  ])("%j has no bound", (part, name) => {
    expect(bound([part])).toMatchObject({ isBounded: false, unbounded: [name] });
  });

  test("counts tool calls once, however many places name them", () => {
    const args = { city: "Berlin" };
    const plain = bound("").tokens;
    const call = message("", { tool_calls: [{ id: "c1", name: "weather", args }] });
    const both = message("", {
      tool_calls: [{ id: "c1", name: "weather", args }],
      additional_kwargs: { tool_calls: [{ id: "c1", function: { name: "weather", arguments: "{}" } }] },
    });
    const tokens = messageBound({ messages: [call] }).tokens;
    expect(tokens - plain).toBeGreaterThan(JSON.stringify(args).length);
    expect(messageBound({ messages: [both] }).tokens).toBe(tokens);
  });
});

describe("tools and schemas", () => {
  const parameters = { type: "object", properties: { city: { type: "string", description: "A city" } } };
  const tool = { type: "function", function: { name: "weather", description: "The weather", parameters } };

  test("their definitions count with all their text", () => {
    const without = bound("").tokens;
    const withTool = bound("", { invocationParams: { tools: [tool] } }).tokens;
    expect(withTool - without).toBeGreaterThanOrEqual(JSON.stringify(tool).length);
    const anthropic = { name: "weather", description: "The weather", input_schema: parameters };
    expect(bound("", { invocationParams: { tools: [anthropic] } }).tokens - without).toBeGreaterThanOrEqual(
      JSON.stringify(anthropic).length,
    );
  });

  test("a schema is written to JSON once, though its wrapper is new for each call", () => {
    let written = 0;
    const counted = {
      type: "object",
      toJSON() {
        written += 1;
        return parameters;
      },
    };
    for (let call = 0; call < 5; call += 1) {
      const tools = [{ type: "function", function: { name: "weather", parameters: counted } }];
      bound("", { invocationParams: { tools } });
    }
    expect(written).toBe(1);
  });

  test("a response format counts", () => {
    const response_format = { type: "json_schema", json_schema: { name: "answer", schema: parameters } };
    expect(
      bound("", { invocationParams: { response_format } }).tokens - bound("").tokens,
    ).toBeGreaterThanOrEqual(JSON.stringify(response_format).length);
  });

  test.each([
    [{ tools: [{ type: "web_search" }] }, "tool:web_search"],
    [{ tools: [{ googleSearch: {} }] }, "tool:googleSearch"],
    [{ previous_response_id: "resp_1" }, "previous_response_id"],
    [{ web_search_options: {} }, "web_search_options"],
    [{ mcp_servers: [] }, "mcp_servers"],
  ])("%j lets the provider add what it likes: no bound", (invocationParams, name) => {
    expect(bound("", { invocationParams })).toMatchObject({ isBounded: false, unbounded: [name] });
  });

  test("a tool that the caller runs keeps the bound", () => {
    const tools = [{ type: "bash_20250124", name: "bash" }];
    expect(bound("", { invocationParams: { tools } }).isBounded).toBe(true);
  });

  test("a definition that cannot be written has no bound", () => {
    const cyclic: Record<string, unknown> = {};
    cyclic["self"] = cyclic;
    const tools = [{ type: "function", function: { name: "f", parameters: cyclic } }];
    expect(bound("", { invocationParams: { tools } })).toMatchObject({ unbounded: ["unserialisable"] });
  });
});

test("an answer in sound that is sent again by its id has no bound", () => {
  const again = (audio: object) => bound("", { messages: [message("", { additional_kwargs: { audio } })] });
  expect(again({ id: "audio_1" })).toMatchObject({ isBounded: false, unbounded: ["audio"] });
  expect(again({ id: "audio_1", data: "AAAA" }).isBounded).toBe(true);
});

test("a prompt given as token ids counts its ids", () => {
  const none = messageBound({ prompts: [] }).tokens;
  expect(messageBound({ prompts: [[1, 2, 3]] }).tokens - none).toBe(3);
});

test("prompts of completion models count as they are", () => {
  const none = messageBound({ prompts: [] }).tokens;
  expect(messageBound({ prompts: ["hello"] }).tokens - none).toBe(5);
});

test("the estimate is below the bound", () => {
  const messages = [message("What is quantum entanglement? 什么是量子纠缠？"), message([{ type: "image" }])];
  const request = { messages, model: "gpt-4o-mini" };
  const { tokens } = messageEstimate(request);
  expect(tokens).toBeLessThan(messageBound(request).tokens);
  expect(tokens).toBeGreaterThan(1_000);
});

test("never throws, whatever the shapes", () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), fc.anything(), (content, messages, invocationParams) => {
      const size = messageBound({ messages: [message(content), messages], invocationParams });
      expect(Number.isFinite(size.tokens)).toBe(true);
      messageBound({ messages, invocationParams: { tools: [invocationParams] } });
    }),
    { numRuns: 300 },
  );
});
