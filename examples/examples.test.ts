import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startLoopbackServer } from "@breakwater/testkit/loopback-server";
import { startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import type { StubRespond } from "@breakwater/testkit/stub/stub-reply";
import { startWebhookSink } from "@breakwater/testkit/webhook-sink";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

const run = promisify(execFile);

/** As a provider: unknown models are refused, offered tools are used once. */
const respond: StubRespond = ({ model, tools, hasToolResult, userText }) => {
  if (model === "no-such-model") return { failure: "not_found" };
  const [tool] = tools;
  if (tool !== undefined && !hasToolResult)
    return { toolCalls: [{ name: tool.name, arguments: { orderNumber: "4711" } }] };
  return { text: `Answer to ${userText}`, usage: { inputTokens: 100, outputTokens: 50 } };
};

let stub: Awaited<ReturnType<typeof startProviderStub>>;
let sink: Awaited<ReturnType<typeof startWebhookSink>>;
beforeAll(async () => {
  stub = await startProviderStub({ respond });
  sink = await startWebhookSink();
});
beforeEach(() => {
  stub.reset();
  sink.reset();
});
afterAll(async () => {
  await stub.close();
  await sink.close();
});

/** Runs an example as a user does, in a directory of its own. Rejects when it exits with anything but 0. */
async function runExample(file: string, env: Record<string, string> = {}) {
  const directory = mkdtempSync(join(tmpdir(), "breakwater-example-"));
  const { PATH = "", HOME = "" } = process.env;
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, file)], {
    cwd: directory,
    env: { PATH, HOME, OPENAI_API_KEY: "test", OPENAI_BASE_URL: stub.openAiBaseUrl, ...env },
  });
  const journal = join(directory, "production.jsonl");
  return { stdout, journal: existsSync(journal) ? readFileSync(journal, "utf8") : "" };
}

describe("examples run as they stand", () => {
  test("quickstart: an answer, a report and a journal", async () => {
    const { stdout, journal } = await runExample("quickstart.ts", { ALERT_WEBHOOK: sink.url });
    expect(stdout).toContain("Answer to 什么是量子纠缠？");
    expect(stdout).toContain("$0.00075 for 1 call");
    expect(stdout).toContain("user_123");
    expect(journal).toContain('"totalNanos":750000');
    expect(sink.received).toEqual([]);
  });

  test("per-user-budget: a user over the limit is refused with the reason, the other is served", async () => {
    // Room for one call of $0.00075 and not for the $0.002 and more that a second one could cost.
    const { stdout } = await runExample("per-user-budget.ts", { USER_LIMIT_USD: "0.0025" });
    expect(stdout).toContain("amelie: Answer to");
    expect(stdout).toContain("王小明: Answer to");
    expect(stdout).toMatch(/amelie: refused until \d{4}-/);
    expect(stdout).toContain('Budget "per-user" of userId amelie is exhausted');
    expect(stub.calls).toHaveLength(2);
  });

  test("server: the records are stored, or wait for a server that is away", async () => {
    const server = await startLoopbackServer((request, response) => {
      // Two lines: that the call holds budget, and its end.
      request.resume().on("end", () => response.end('{"accepted":2,"rejected":{}}'));
    });
    const env = { BREAKWATER_SERVER_URL: server.url };
    const sent = await runExample("server.ts", env);
    expect(sent.stdout).toContain(`${server.url} has stored 2 records.`);
    await server.close();
    const { stdout } = await runExample("server.ts", env);
    expect(stdout).toMatch(/\d+ bytes wait in \S+handbook\.jsonl: ECONNREFUSED/);
  });

  test("rag-chain: every step has its record", async () => {
    const { stdout, journal } = await runExample("rag-chain.ts");
    expect(stdout).toContain("Answer to Can I return a book?");
    for (const kind of ["chain", "retriever", "llm"]) expect(journal).toContain(`"kind":"${kind}"`);
    expect(journal).toContain('"sessionId":"session_9"');
  });

  test("agent: two model calls and a tool", async () => {
    const { stdout } = await runExample("agent.ts");
    expect(stdout).toContain("4 messages, 2 model calls");
  });

  test("agent-soft-landing: the agent's own model, then the cheaper one, then a message", async () => {
    const { stdout } = await runExample("agent-soft-landing.ts");
    expect(stdout).toContain("Answer to Where is order 4711?");
    expect(stub.calls.map(({ model }) => model)).toEqual(["gpt-4o", "gpt-4o"]);
    stub.reset();
    const cheaper = await runExample("agent-soft-landing.ts", { DEAR_LIMIT_USD: "0" });
    expect(cheaper.stdout).toContain("Answer to Where is order 4711?");
    expect(cheaper.stdout).toContain("noah: 2 calls paid");
    expect(stub.calls.map(({ model }) => model)).toEqual(["gpt-4o-mini", "gpt-4o-mini"]);
    stub.reset();
    const empty = await runExample("agent-soft-landing.ts", { LIMIT_USD: "0" });
    expect(empty.stdout).toMatch(/I am out of budget until \d{4}-/);
    expect(stub.calls).toHaveLength(0);
  });

  test("streaming: the whole text, its cost and the time to its first token", async () => {
    const { stdout } = await runExample("streaming.ts");
    expect(stdout).toContain("Answer to Tell me about quantum entanglement.");
    expect(stdout).toMatch(/ttft/);
  });

  test("ai-sdk: a call and a stream, priced and attributed without any wiring", async () => {
    const { stdout, journal } = await runExample("ai-sdk.ts");
    expect(stdout).toContain("Answer to What is quantum entanglement?");
    expect(stdout).toContain("Answer to Tell me more.");
    expect(stdout).toContain("for 2 calls");
    expect(stdout).toContain("user_123");
    expect(journal).toContain('"queryType":"explain"');
  });

  test("alerts: the endpoint takes the signed alert of a failed call", async () => {
    const { stdout } = await runExample("alerts-slack-and-webhook.ts");
    expect(stdout).toContain("firing LlmErrors 1 error (not_found) of no-such-model");
    expect(stdout).toContain("1 delivered, 0 pending, 0 failed");
  });

  test("redaction: the journal has the prompt without what must not be kept", async () => {
    const { stdout } = await runExample("redaction.ts");
    expect(stdout).toContain("Where is [order]? Write to [email] or [phone]. My card is [card].");
    expect(stdout).toContain('"contact":"[email]"');
    for (const kept of ["amelie", "12345678", "4111", "4711", "sk-0123"]) expect(stdout).not.toContain(kept);
  });

  test("custom-concern: hears of every call", async () => {
    const { stdout } = await runExample("custom-concern.ts");
    expect(stdout).toContain("session_1: 300 tokens");
    expect(stdout).toContain("2 calls");
  });

  test("opentelemetry: the call is a span inside the application's, with its cost", async () => {
    const { stdout } = await runExample("opentelemetry.ts");
    expect(stdout).toContain("Answer to Where is my order?");
    expect(stdout).toMatch(/span "chat gpt-4o-mini", inside another, cost \$0\.\d+/);
    expect(stdout).toContain('span "POST /ask", the outermost');
  });

  test("commonjs: the same from require", async () => {
    const { stdout } = await runExample("commonjs.cjs");
    expect(stdout).toContain("Answer to Hello");
    expect(stdout).toContain("Breakwater report");
  });

  test("existing-callbacks: the program's own handler hears too, users come from metadata", async () => {
    const { stdout } = await runExample("existing-callbacks.ts");
    expect(stdout).toContain("my own handler heard the end");
    expect(stdout).toContain("user_123: 1");
    expect(stdout).toContain("user_456: 1");
  });

  // Room for one call of $0.000045, and not for the $0.00018 and more that a second one could cost.
  test("openai-sdk: priced without a framework, and a user over the limit gets the client's own error", async () => {
    const { stdout, journal } = await runExample("openai-sdk.ts", { USER_LIMIT_USD: "0.00022" });
    expect(stdout).toContain("amelie: Answer to What is quantum entanglement?");
    expect(stdout).toContain("王小明: Answer to What is quantum entanglement?");
    expect(stdout).toContain('amelie: refused: 402 Budget "per-user" of userId amelie is exhausted');
    expect(journal).toContain('"queryType":"chat"');
    expect(stub.calls).toHaveLength(2);
  });

  test("embeddings: priced and counted by query type", async () => {
    const { stdout, journal } = await runExample("embeddings.ts");
    expect(stdout).toContain("256 numbers");
    expect(stdout).toContain("indexing 1");
    expect(stdout).toContain("search 1");
    expect(journal).toContain('"kind":"embedding"');
  });
});
