// A stream: its usage, its cost and its time to the first token. Needs OPENAI_API_KEY.
import { ChatOpenAI } from "@langchain/openai";
import { createMonitor } from "breakwater";

const monitor = createMonitor({ dailyBudgetUsd: 10, logFile: "production.jsonl" });
const model = new ChatOpenAI({ model: "gpt-4o-mini" });

const stream = await model.stream(
  "Tell me about quantum entanglement.",
  monitor.runnableConfig({ userId: "user_123", queryType: "explain" }),
);
for await (const piece of stream) process.stdout.write(piece.text);
process.stdout.write("\n");

// A reader that breaks out of the loop ends the stream, but LangChain tells no handler: such a call is given up for
// lost after `abandonAfterMs` (ten minutes unless set) and charged what it had streamed.
console.log(monitor.report().toText());
await monitor.close();
