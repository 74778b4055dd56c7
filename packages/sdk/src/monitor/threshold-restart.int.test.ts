import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { inOrder } from "@breakwater/testkit/stub/stub-reply";
import { startWebhookSink } from "@breakwater/testkit/webhook-sink";
import { ChatOpenAI } from "@langchain/openai";
import { expect, it, onTestFinished } from "vitest";
import { createMonitor } from "../create-monitor.ts";

it("a share of a budget that was announced before a restart is not announced after it, the next one is", async () => {
  const directory = mkdtempSync(join(tmpdir(), "threshold-"));
  const sink = await startWebhookSink();
  // 0.0035 dollars, next to nothing, and 0.0025 dollars.
  const usage = (inputTokens: number, outputTokens: number) => ({ usage: { inputTokens, outputTokens } });
  const stub = await startProviderStub({ respond: inOrder(usage(1_000, 100), usage(1, 1), usage(600, 100)) });
  onTestFinished(async () => {
    await stub.close();
    await sink.close();
    rmSync(directory, { recursive: true });
  });
  const configuration = { baseURL: stub.openAiBaseUrl };
  const model = new ChatOpenAI({ model: "gpt-4o", apiKey: "sk-stub", maxTokens: 100, configuration });
  const logFile = join(directory, "production.jsonl");

  /** One process: a call, and all that has to be told about it. */
  async function live(): Promise<number> {
    const clock = createFakeClock();
    const monitor = createMonitor(
      { logFile, dailyBudgetUsd: 0.0065, alertWebhook: sink.url, alerts: { rules: [] } },
      { clock, random: () => 0.5 },
    );
    const before = sink.received.length;
    await monitor.query(model, "A question");
    await monitor.flush();
    await monitor.close();
    return sink.received.length - before;
  }

  expect(await live()).toBeGreaterThan(0);
  expect(await live()).toBe(0);
  expect(await live()).toBeGreaterThan(0);
});
