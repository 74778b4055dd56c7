// Sends every record to a Breakwater server; `npm start` runs one on this machine. Budgets and the report stay in the process.
// Needs OPENAI_API_KEY. BREAKWATER_SERVER_URL names another server, BREAKWATER_SERVER_KEY its key.
import { ChatOpenAI } from "@langchain/openai";
import { createMonitor } from "breakwater";

const monitor = createMonitor({
  service: "handbook",
  dailyBudgetUsd: 100,
  server: { url: process.env["BREAKWATER_SERVER_URL"] ?? "http://127.0.0.1:7077" },
});

const model = new ChatOpenAI({ model: "gpt-4o" });
const answer = await monitor.query(model, "What is a breakwater?", { userId: "user_123" });
console.log(answer.text);

// What could not be sent lies in the journal, and the next start of this program sends it.
const { server } = await monitor.close();
console.log(
  server?.pendingBytes === 0
    ? `${server.url} has stored ${server.acknowledged} records.`
    : `${server?.pendingBytes} bytes wait in ${monitor.logFile}: ${server?.reason}`,
);
