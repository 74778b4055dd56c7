import { afterAll, beforeAll, expect, test } from "vitest";
import { type ProviderStub, startProviderStub } from "./provider-stub.ts";

let stub: ProviderStub;
beforeAll(async () => {
  stub = await startProviderStub({ respond: () => ({ tokens: ["Hel", "lo"], usage: { inputTokens: 9 } }) });
});
afterAll(() => stub.close());

async function chat(fields: object): Promise<string> {
  const body = JSON.stringify({ model: "llama3.2", messages: [{ role: "user", content: "Hi" }], ...fields });
  return (await fetch(`${stub.geminiBaseUrl}/api/chat`, { method: "POST", body })).text();
}

test("Ollama streams lines unless told not to; the last one has the counts", async () => {
  const lines = (await chat({}))
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  expect(lines).toMatchObject([
    { message: { content: "Hel" }, done: false },
    { message: { content: "lo" }, done: false },
    { done: true, done_reason: "stop", prompt_eval_count: 9, eval_count: 2 },
  ]);
});

test("Ollama's whole answer is cut at num_predict", async () => {
  expect(JSON.parse(await chat({ stream: false, options: { num_predict: 1 } }))).toMatchObject({
    message: { role: "assistant", content: "Hel" },
    done_reason: "length",
    eval_count: 1,
  });
});
