// An agent that lands softly when its budget is used up: it goes on with a cheaper model, and when there is no room for
// that one either it says so.
// Needs OPENAI_API_KEY.
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { createMonitor } from "breakwater";
import { budgetMiddleware } from "breakwater/langchain";
import { createAgent } from "langchain";

const monitor = createMonitor({
  budgets: [
    { name: "gpt-4o", limitUsd: Number(process.env.DEAR_LIMIT_USD ?? 5), match: { model: "gpt-4o" } },
    { name: "all", limitUsd: Number(process.env.LIMIT_USD ?? 10) },
  ],
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

const cheap = new ChatOpenAI({ model: "gpt-4o-mini", maxTokens: 300 });
const agent = createAgent({
  model: new ChatOpenAI({ model: "gpt-4o", maxTokens: 300 }),
  tools: [findOrder],
  middleware: [
    budgetMiddleware(monitor, {
      onDenied: { model: cheap },
      message: ({ resetsAt }) => `I am out of budget until ${resetsAt}.`,
    }),
  ],
});

// The middleware brings the monitoring along; withContext says for whom.
const { messages } = await monitor.withContext({ userId: "noah" }, () =>
  agent.invoke({ messages: [{ role: "user", content: "Where is order 4711?" }] }),
);
console.log(messages.at(-1)?.text);

const { rows } = monitor.report().data.cost.byUser;
for (const { key, totals } of rows) console.log(`${key}: ${totals.calls} calls paid`);
await monitor.close();
