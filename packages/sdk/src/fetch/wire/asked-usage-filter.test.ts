import { describe, expect, test } from "vitest";
import { openAiChatDialect } from "../dialects/openai-chat/openai-chat-dialect.ts";
import { AskedUsageFilter, askedUsageOf } from "./asked-usage-filter.ts";

const rules = askedUsageOf(openAiChatDialect);
const USAGE = 'data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}';

/** What is handed on for each piece, and at the end. */
function filtered(pieces: readonly string[]): string[] {
  if (!rules) throw new Error("chat completions can be asked for usage");
  const filter = new AskedUsageFilter(rules);
  return [...pieces.map((piece) => filter.push(piece)), filter.end()];
}

describe("what is there only because usage was asked for is taken out", () => {
  test.each(["\n\n", "\r\n\r\n", "\r\r"])("with the frame end %j, cut anywhere", (end) => {
    const kept = ['data: {"a":1}', ": a comment", "event: x\ndata: [DONE]"].map((frame) => frame + end);
    const whole = [kept[0], kept[1], USAGE + end, kept[2]].join("");
    for (let at = 0; at <= whole.length; at += 1)
      expect(filtered([whole.slice(0, at), whole.slice(at)]).join("")).toBe(kept.join(""));
  });

  test("an event is handed on as soon as it is whole, and a last one without its end all the same", () => {
    expect(filtered(["data: 1\n", "\ndata: 2\n\nda", "ta: 3"])).toEqual([
      "",
      "data: 1\n\ndata: 2\n\n",
      "",
      "data: 3",
    ]);
  });

  test("the usage that the provider reports in a chunk with content stays", () => {
    const frame = 'data: {"choices":[{"delta":{}}],"usage":{"prompt_tokens":1}}\n\n';
    expect(filtered([frame]).join("")).toBe(frame);
  });
});

test("only dialects that can be asked have rules", () => {
  expect(askedUsageOf({ ...openAiChatDialect, isUsageOnly: () => true })).toBeDefined();
  const { withoutAskedUsage: _, ...other } = openAiChatDialect;
  expect(askedUsageOf(other)).toBeUndefined();
});
