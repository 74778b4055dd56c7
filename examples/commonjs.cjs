// The same in a CommonJS program. Needs OPENAI_API_KEY.
const { ChatOpenAI } = require("@langchain/openai");
const { createMonitor } = require("breakwater");

async function main() {
  const monitor = createMonitor({ dailyBudgetUsd: 1, logFile: "production.jsonl" });
  const model = new ChatOpenAI({ model: "gpt-4o-mini", maxTokens: 100 });
  const answer = await monitor.query(model, "Hello", { userId: "user_123" });
  console.log(answer.text);
  console.log(monitor.report().toText());
  await monitor.close();
}

main();
