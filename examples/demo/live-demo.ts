import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChatAnthropic } from "@langchain/anthropic";
import type { ChatOpenAI } from "@langchain/openai";
import { createMonitor } from "breakwater";
import { createLiveProgress } from "./live-progress.ts";
import { anthropicModel, openAiModel } from "./providers.ts";
import { showEnding } from "./show-ending.ts";
import { answerChain, orderAgent } from "./support-app.ts";
import { createTerminal, firstWords } from "./terminal.ts";

const BUDGET_USD = 0.05;

/** Makes a few small calls at the real provider whose key is set. @returns the exit code. */
export async function runLiveDemo(): Promise<number> {
  const model = liveModel();
  if (model === undefined) {
    process.stderr.write("Demo: --live needs OPENAI_API_KEY or ANTHROPIC_API_KEY in the environment.\n");
    return 1;
  }
  const terminal = createTerminal();
  terminal.line(`Live: about four short calls of ${model.model}, real money, stopped at $${BUDGET_USD}.`);
  const monitor = createMonitor({
    environment: "demo",
    logFile: join(mkdtempSync(join(tmpdir(), "breakwater-demo-")), "production.jsonl"),
    dailyBudgetUsd: BUDGET_USD,
    concerns: { log: createLiveProgress(terminal) },
  });
  try {
    terminal.scene("A question through prompt, retriever, model and parser");
    const question = monitor.runnableConfig({ userId: "amelie", queryType: "rag_search" });
    const answer = await answerChain(model).invoke("When does the refund arrive?", question);
    terminal.line(`answer: "${firstWords(answer, 70)}"`);
    terminal.scene("A stream");
    const streamed = monitor.runnableConfig({ userId: "王小明", queryType: "rag_search" });
    for await (const _ of await answerChain(model).stream("什么是量子纠缠？", streamed));
    terminal.scene("An agent with a tool");
    const order = monitor.runnableConfig({ userId: "noah", queryType: "order_status" });
    await orderAgent(model).invoke(
      { messages: [{ role: "user", content: "Where is my order 4711?" }] },
      order,
    );
    const flushed = await showEnding(monitor, terminal);
    return flushed.isComplete ? 0 : 1;
  } finally {
    await monitor.close();
  }
}

function liveModel(): ChatOpenAI | ChatAnthropic | undefined {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL } = process.env;
  const maxTokens = 150;
  if (OPENAI_API_KEY) {
    const address = { baseUrl: OPENAI_BASE_URL, apiKey: OPENAI_API_KEY };
    return openAiModel(address, { model: "gpt-4o-mini", maxTokens });
  }
  if (ANTHROPIC_API_KEY) {
    const address = { baseUrl: ANTHROPIC_BASE_URL, apiKey: ANTHROPIC_API_KEY };
    return anthropicModel(address, { model: "claude-haiku-4-5", maxTokens });
  }
  return undefined;
}
