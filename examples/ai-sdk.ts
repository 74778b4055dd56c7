// The Vercel AI SDK: every call watched, budgets included, with nothing to change in the calls. Needs OPENAI_API_KEY.
import { openai } from "@ai-sdk/openai";
import { generateText, streamText } from "ai";
import { createMonitor } from "breakwater";
import { watchAiSdk } from "breakwater/ai-sdk";

const monitor = createMonitor({ dailyBudgetUsd: 10, logFile: "production.jsonl" });
watchAiSdk(monitor);

const model = openai("gpt-4o-mini");

await monitor.withContext({ userId: "user_123" }, async () => {
  const { text } = await generateText({
    model,
    prompt: "What is quantum entanglement?",
    telemetry: { functionId: "explain" },
  });
  console.log(text);

  const { textStream } = streamText({ model, prompt: "Tell me more." });
  for await (const piece of textStream) process.stdout.write(piece);
  process.stdout.write("\n");
});

console.log(monitor.report().toText());
await monitor.close();
