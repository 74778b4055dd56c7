// Beside callbacks, tags and metadata that a program has already, and as a plain handler. Needs OPENAI_API_KEY.
import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { ChatOpenAI } from "@langchain/openai";
import { createMonitor } from "breakwater";

class Loud extends BaseCallbackHandler {
  override readonly name = "loud";

  override handleLLMEnd(): void {
    console.log("my own handler heard the end");
  }
}

const monitor = createMonitor({ dailyBudgetUsd: 1 });
const model = new ChatOpenAI({ model: "gpt-4o-mini", maxTokens: 100 });

// Merged into a config: what it has stays.
const existing = {
  callbacks: [new Loud()],
  tags: ["checkout"],
  metadata: { shop: "Lisbon" },
  runName: "greet",
};
await model.invoke("Hello", monitor.runnableConfig({ userId: "user_123" }, existing));

// As a handler: user, session and query type are then read from the metadata.
await model.invoke("Hello", { callbacks: [monitor.handler], metadata: { user_id: "user_456" } });

const users = monitor.report().data.cost.byUser.rows;
for (const { key, totals } of users) console.log(`${key}: ${totals.calls}`);
await monitor.close();
