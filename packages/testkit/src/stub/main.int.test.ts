import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ChatOpenAI } from "@langchain/openai";
import { afterEach, beforeEach, expect, test } from "vitest";

const MAIN = join(import.meta.dirname, "main.ts");
let directory: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "stub-main-"));
});
afterEach(() => {
  child?.kill("SIGKILL");
  rmSync(directory, { recursive: true });
});

/** Starts the stub's process; resolves with the addresses that it prints. */
async function start(...flags: string[]): Promise<{ openAiBaseUrl: string; stop: () => Promise<unknown> }> {
  const started = spawn(process.execPath, [MAIN, ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  child = started;
  for await (const line of createInterface(started.stdout)) {
    const { openAiBaseUrl } = JSON.parse(line) as { openAiBaseUrl: string };
    const stop = (): Promise<unknown> => {
      started.kill("SIGTERM");
      return once(started, "exit");
    };
    return { openAiBaseUrl, stop };
  }
  throw new Error("the stub printed nothing");
}

test("a process of its own, scripted by header and by model name, logs each call and ends on SIGTERM", async () => {
  const log = join(directory, "served.jsonl");
  const { openAiBaseUrl, stop } = await start("--port", "0", "--log", log);
  const chat = (model: string, reply?: object): ChatOpenAI =>
    new ChatOpenAI({
      model,
      apiKey: "sk-stub",
      maxRetries: 0,
      configuration: {
        baseURL: openAiBaseUrl,
        ...(reply === undefined ? {} : { defaultHeaders: { "x-stub-reply": JSON.stringify(reply) } }),
      },
    });
  const usage = { inputTokens: 50, outputTokens: 7 };
  expect((await chat("gpt-4o", { text: "by header", usage }).invoke("Hi")).text).toBe("by header");
  await expect(chat("gpt-4o!rate_limit").invoke("Hi")).rejects.toMatchObject({ status: 429 });
  const counted = await chat("gpt-4o!in=9,out=3").invoke("Hi");
  expect(counted.usage_metadata).toMatchObject({ input_tokens: 9, output_tokens: 3 });
  expect(counted.response_metadata["model_name"]).toBe("gpt-4o");
  expect(await stop()).toEqual([0, null]);
  const lines = readFileSync(log, "utf8").trimEnd().split("\n");
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { status: 200, completed: true, usage },
    { status: 429, completed: true },
    { status: 200, completed: true, usage: { inputTokens: 9, outputTokens: 3 } },
  ]);
});

test("with --scenario it behaves as the demo's provider, and writes no file unasked", async () => {
  const { openAiBaseUrl } = await start("--scenario", "--seed", "3", "--speed", "1000", "--storm", "1-0");
  const configuration = { baseURL: openAiBaseUrl };
  const chat = new ChatOpenAI({ model: "gpt-4o", apiKey: "sk-stub", maxRetries: 2, configuration });
  expect((await chat.invoke("什么是量子纠缠？")).text).toMatch(/\p{Script=Han}/u);
  expect(existsSync(join(directory, "served.jsonl"))).toBe(false);
});
