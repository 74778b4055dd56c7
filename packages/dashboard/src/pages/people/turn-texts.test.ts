import { expect, it } from "vitest";
import { turnTexts } from "./turn-texts.ts";

const asked = (...contents: string[]) =>
  JSON.stringify(
    contents.map((content, place) => ({ role: place % 2 === 0 ? "user" : "assistant", content })),
  );

it("tells the last question of the first call, and the answer of the last", () => {
  const spans = [
    { kind: "agent", output: "the agent's own" },
    { kind: "llm", input: asked("hello", "hi", "how deep?"), output: "I look it up" },
    { kind: "tool", input: "{}", output: "14" },
    { kind: "llm", input: asked("other"), output: "14 fathoms" },
  ];
  expect(turnTexts(spans)).toEqual({ input: '{"role":"user","content":"how deep?"}', output: "14 fathoms" });
});

it("takes what there is", () => {
  expect(turnTexts([{ kind: "chain", input: "plain", output: "text" }])).toEqual({
    input: "plain",
    output: "text",
  });
  expect(turnTexts([{ kind: "llm" }])).toEqual({});
});
