import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { handPrice } from "./programs/journal-content.ts";
import { type Ending, type RegisteredApp, runRegistered } from "./programs/registered-app.ts";

let stub: Awaited<ReturnType<typeof startProviderStub>>;
beforeAll(async () => {
  stub = await startProviderStub({
    respond: ({ userText }) => ({
      text: `Answer to ${userText}`,
      usage: { inputTokens: 100 + userText.length, outputTokens: 50 },
    }),
  });
});
afterAll(() => stub.close());

let directory: string;
beforeEach(() => {
  stub.reset();
  directory = mkdtempSync(join(tmpdir(), "register-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function run(program: string, app: Partial<RegisteredApp> = {}): Promise<Ending> {
  const env = {
    OPENAI_BASE_URL: stub.openAiBaseUrl,
    BREAKWATER_HOSTS: `${new URL(stub.url).host}=openai`,
    BREAKWATER_LOG_FILE: "production.jsonl",
    ...app.env,
  };
  return runRegistered({ ...app, program, env, directory });
}

/** Every call that the stub served is one record, and together they cost what the stub would bill. */
function expectBilled({ records }: Ending, calls: number): readonly SpanRecord[] {
  const models = records.filter(({ kind }) => kind === "llm");
  const bill = stub.calls.reduce((sum, { usage }) => sum + (usage ? handPrice(usage) : 0), 0);
  expect(stub.calls).toHaveLength(calls);
  expect(models.map(({ status }) => status)).toEqual(Array.from({ length: calls }, () => "ok"));
  expect(
    models.reduce((sum, { cost }) => sum + (cost && "totalNanos" in cost ? cost.totalNanos : 0), 0),
  ).toBe(bill);
  return models;
}

const FLAGS = {
  "--import": ["--import", import.meta.resolve("breakwater/register")],
  "--require": ["--require", createRequire(import.meta.url).resolve("breakwater/register")],
};

describe("an application without a word of Breakwater", () => {
  test("OpenAI's client over the global fetch", async () => {
    const ending = await run("register-sdk.mjs", { args: ["one", "two"] });
    expect(ending).toMatchObject({ code: 0, stdout: "Answer to one\nAnswer to two\n", stderr: "" });
    expectBilled(ending, 2);
  });

  test("LangChain in ES modules: chains with their parts, streams and batches", async () => {
    const ending = await run("register-langchain.mjs");
    expect(ending).toMatchObject({ code: 0, stderr: "" });
    const models = expectBilled(ending, 4);
    expect(models.map(({ userId }) => userId).filter(Boolean)).toEqual(["user_1"]);
    const chains = ending.records.filter(({ kind, parentSpanId }) => kind === "chain" && !parentSpanId);
    expect(chains).toHaveLength(4);
    for (const { traceId } of models) expect(chains.map((chain) => chain.traceId)).toContain(traceId);
    expect(models.filter(({ timeToFirstTokenMs }) => timeToFirstTokenMs !== undefined)).toHaveLength(1);
  });

  it.each(Object.entries(FLAGS))(
    "both copies of LangChain in one CommonJS program, by %s",
    async (_name, flags) => {
      const ending = await run("register-langchain.cjs", { flags });
      expect(ending).toMatchObject({ code: 0, stderr: "" });
      expectBilled(ending, 2);
      expect(
        ending.records.filter(({ kind, parentSpanId }) => kind === "chain" && !parentSpanId),
      ).toHaveLength(2);
    },
  );

  test("a server that listens before LangChain is loaded", async () => {
    const ending = await run("register-server.mjs");
    expect(ending).toMatchObject({
      code: 0,
      stdout: "Answer to a question of user_1\nAnswer to a question of user_2\n",
    });
    expect(
      expectBilled(ending, 2)
        .map(({ userId }) => userId)
        .sort(),
    ).toEqual(["user_1", "user_2"]);
  });

  test("the AI SDK, whose requests over the global fetch are not counted again", async () => {
    const ending = await run("register-ai-sdk.mjs", { env: { OPENAI_API_KEY: "sk-stub" } });
    expect(ending).toMatchObject({ code: 0, stdout: "Answer to asked\nAnswer to streamed\n", stderr: "" });
    expectBilled(ending, 2);
    const outermost = ending.records.filter(({ parentSpanId }) => parentSpanId === undefined);
    expect(outermost.map(({ name }) => name)).toEqual(["generateText", "streamText"]);
  });

  it.each([
    ["a span for its call", {}, "span chat gpt-4o\nAnswer to one\n"],
    ["none when they are off", { BREAKWATER_OTEL: "off" }, "Answer to one\n"],
  ])("with OpenTelemetry, %s", async (_what, env, stdout) => {
    const tracer = join(import.meta.dirname, "programs", "register-tracer.mjs");
    const flags = ["--import", tracer, ...FLAGS["--import"]];
    expect(await run("register-sdk.mjs", { args: ["one"], flags, env })).toMatchObject({ code: 0, stdout });
  });

  test("a worker thread, which keeps a file of its own beside the main thread's", async () => {
    const ending = await run("register-worker.mjs");
    expect(ending).toMatchObject({
      code: 0,
      stdout: "Answer to main thread\nAnswer to worker thread\n",
      stderr: "",
    });
    expectBilled(ending, 2);
  });
});

describe("a budget of the environment", () => {
  test("stops the call that could pass it, in the client's own words of an error", async () => {
    // The first call costs $0.00076; a second could cost more than the $0.0004 that are left.
    const ending = await run("register-sdk.mjs", {
      args: ["one", "two"],
      env: { BREAKWATER_DAILY_BUDGET_USD: "0.0016" },
    });
    expect(ending.stdout).toMatch(/^Answer to one\n402 .*Budget "daily" is exhausted/);
    expect(stub.calls).toHaveLength(1);
    expect(ending.records.map(({ status }) => status)).toEqual(["ok", "blocked"]);
  });

  test("stops LangChain too", async () => {
    const ending = await run("register-langchain.mjs", { env: { BREAKWATER_DAILY_BUDGET_USD: "0" } });
    expect(ending).toMatchObject({ code: 1, stdout: "" });
    expect(ending.stderr).toContain("BudgetExceededError");
    expect(stub.calls).toEqual([]);
  });
});

describe("an application that knows its monitor", () => {
  it.each([
    ["started with the registration", FLAGS["--import"]],
    ["importing it after LangChain", []],
  ])("%s counts each call once, however the monitor is passed", async (_how, flags) => {
    const ending = await run("register-import.mjs", { flags });
    expect(ending).toMatchObject({ code: 0, stderr: "" });
    expect(expectBilled(ending, 3).map(({ userId }) => userId)).toEqual([undefined, "user_1", "user_2"]);
    expect(ending.records.filter(({ kind, parentSpanId }) => kind === "chain" && !parentSpanId)).toHaveLength(
      3,
    );
  });

  test("has one, whether it requires or imports it", async () => {
    expect(await run("register-both.cjs", { flags: [] })).toMatchObject({ code: 0, stdout: "one monitor\n" });
  });
});

describe("the end of the process", () => {
  it.each<[string, Partial<Ending>]>([
    ["exit", { code: 3, signal: null }],
    ["throw", { code: 1, signal: null }],
    ["signal", { code: null, signal: "SIGTERM" }],
    ["drained", { code: 0, signal: null }],
  ])("%s is the application's own, and no record is lost", async (way, how) => {
    const ending = await run("register-ending.mjs", { args: [way] });
    expect(ending).toMatchObject(how);
    expectBilled(ending, 1);
  });

  test("the report is printed when it is asked for", async () => {
    const ending = await run("register-sdk.mjs", { args: ["one"], env: { BREAKWATER_REPORT: "exit" } });
    expect(ending.stdout).toBe("Answer to one\n");
    expect(ending.stderr).toContain("Breakwater report");
    expect(ending.stderr).toContain("1 call");
  });
});

describe("config", () => {
  function writeConfig(name: string, content: string): void {
    writeFileSync(join(directory, name), content);
  }

  test("the file of the working directory, and a variable over it", async () => {
    writeConfig("breakwater.config.json", JSON.stringify({ service: "shop", environment: "staging" }));
    const ending = await run("register-sdk.mjs", { args: ["one"], env: { BREAKWATER_ENVIRONMENT: "test" } });
    expect(expectBilled(ending, 1)).toMatchObject([{ service: "shop", environment: "test" }]);
  });

  test("a module that exports its options", async () => {
    writeConfig("monitor.mjs", 'export const options = { service: "shop" };');
    const ending = await run("register-sdk.mjs", {
      args: ["one"],
      env: { BREAKWATER_CONFIG: "monitor.mjs" },
    });
    expect(expectBilled(ending, 1)).toMatchObject([{ service: "shop" }]);
  });

  it.each<[string, Record<string, string>, string]>([
    [
      "a bad value",
      { BREAKWATER_DAILY_BUDGET_USD: "ten" },
      'BREAKWATER_DAILY_BUDGET_USD: expected a number of dollars, found "ten"',
    ],
    [
      "a file that is not there",
      { BREAKWATER_CONFIG: "nowhere.json" },
      "BREAKWATER_CONFIG=nowhere.json: expected a readable config file, found ENOENT",
    ],
    [
      "a file that is no JSON",
      { BREAKWATER_CONFIG: "torn.json" },
      "BREAKWATER_CONFIG=torn.json: expected a readable config file",
    ],
    [
      "an unknown option in it",
      { BREAKWATER_CONFIG: "wrong.json" },
      "wrong.json: dailyBudget: expected a known option",
    ],
    [
      "two budgets of one name",
      { BREAKWATER_CONFIG: "twice.json", BREAKWATER_DAILY_BUDGET_USD: "1" },
      'two named "daily"',
    ],
    ["a journal where none can be", { BREAKWATER_LOG_FILE: "/dev/null/x.jsonl" }, "/dev/null/x.jsonl"],
  ])("%s: the application does not start, or goes on unmonitored if told to", async (_what, env, message) => {
    writeConfig("torn.json", "{");
    writeConfig("wrong.json", '{ "dailyBudget": 5 }');
    writeConfig("twice.json", '{ "budgets": [{ "name": "daily", "limitUsd": 1 }] }');
    const refused = await run("register-sdk.mjs", { args: ["one"], env });
    expect(refused).toMatchObject({ code: 78, stdout: "" });
    expect(refused.stderr).toContain(message);
    expect(refused.stderr).not.toContain("    at ");
    expect(stub.calls).toEqual([]);

    const warned = await run("register-sdk.mjs", {
      args: ["one"],
      env: { ...env, BREAKWATER_ON_ERROR: "warn" },
    });
    expect(warned).toMatchObject({ code: 0, stdout: "Answer to one\n", records: [] });
    expect(warned.stderr).toContain("goes on unmonitored");
  });

  test("an unknown variable is told of, and nothing else happens", async () => {
    const ending = await run("register-sdk.mjs", { args: ["one"], env: { BREAKWATER_LOGLEVEL: "silent" } });
    expect(ending).toMatchObject({ code: 0, stdout: "Answer to one\n" });
    expect(ending.stderr).toContain("Is it BREAKWATER_LOG_LEVEL?");
    expectBilled(ending, 1);
  });

  test("disabled, it watches nothing, whatever else is wrong", async () => {
    const ending = await run("register-sdk.mjs", {
      args: ["one"],
      env: { BREAKWATER_DISABLED: "1", BREAKWATER_DAILY_BUDGET_USD: "ten" },
    });
    expect(ending).toMatchObject({ code: 0, stdout: "Answer to one\n", stderr: "", records: [] });
  });
});
