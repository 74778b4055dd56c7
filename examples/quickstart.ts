// The first thing to try: one monitored call, and the report. Needs OPENAI_API_KEY.
import { ChatOpenAI } from "@langchain/openai";
import { createMonitor } from "breakwater";

const monitor = createMonitor({
  dailyBudgetUsd: 100,
  alertWebhook: process.env["ALERT_WEBHOOK"],
  logFile: "production.jsonl",
});

const model = new ChatOpenAI({ model: "gpt-4o" });
const answer = await monitor.query(model, "什么是量子纠缠？", {
  userId: "user_123",
  queryType: "rag_search",
});

console.log(answer.text);
console.log(monitor.report().toText());
await monitor.close();
