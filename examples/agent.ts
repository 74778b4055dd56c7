// A tool-calling agent: its model calls and tools are monitored, and all of them count for the user's budget.
// Needs OPENAI_API_KEY.
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { createMonitor } from "breakwater";
import { createAgent } from "langchain";

const monitor = createMonitor({
  budgets: [{ name: "per-session", limitUsd: 0.5, per: ["sessionId"] }],
  logFile: "production.jsonl",
});

const findOrder = tool(
  async ({ orderNumber }: { orderNumber: string }) => `Order ${orderNumber} is packed.`,
  {
    name: "find_order",
    description: "Finds an order.",
    schema: {
      type: "object",
      properties: { orderNumber: { type: "string" } },
      required: ["orderNumber"],
    },
  },
);

const agent = createAgent({
  model: new ChatOpenAI({ model: "gpt-4o-mini", maxTokens: 300 }),
  tools: [findOrder],
});

const { messages } = await agent.invoke(
  { messages: [{ role: "user", content: "Where is order 4711?" }] },
  monitor.runnableConfig({ userId: "noah", sessionId: "noah-1", queryType: "order_status" }),
);
console.log(messages.at(-1)?.text);

const { calls } = monitor.report().data.cost.total;
console.log(`${messages.length} messages, ${calls} model calls`);
await monitor.close();
