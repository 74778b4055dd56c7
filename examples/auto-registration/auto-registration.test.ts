import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { expect, test } from "vitest";

const run = promisify(execFile);

test("auto-registration: answers, a journal with the chain's parts, and a report at the end", async () => {
  const stub = await startProviderStub({
    respond: ({ userText }) => ({
      text: `Answer to ${userText}`,
      usage: { inputTokens: 100, outputTokens: 50 },
    }),
  });
  const directory = mkdtempSync(join(tmpdir(), "breakwater-example-"));
  cpSync(join(import.meta.dirname, "breakwater.config.json"), join(directory, "breakwater.config.json"));
  const { PATH = "", HOME = "" } = process.env;
  const { stdout, stderr } = await run(
    process.execPath,
    ["--import", import.meta.resolve("breakwater/register"), join(import.meta.dirname, "app.ts")],
    {
      cwd: directory,
      env: {
        PATH,
        HOME,
        OPENAI_API_KEY: "test",
        OPENAI_BASE_URL: stub.openAiBaseUrl,
        BREAKWATER_HOSTS: `${new URL(stub.url).host}=openai`,
      },
    },
  );
  const journal = readFileSync(join(directory, "production.jsonl"), "utf8");
  await stub.close();
  rmSync(directory, { recursive: true });

  expect(stdout).toContain("Answer to Answer in one sentence: What is a quay?");
  // gpt-4o-mini at 0.15 and 0.60 dollars per million tokens, two calls.
  expect(stderr).toContain("$0.00009 for 2 calls");
  expect(stderr).toContain("user_123");
  for (const part of ['"kind":"chain"', '"kind":"llm"', '"service":"handbook"'])
    expect(journal).toContain(part);
});
