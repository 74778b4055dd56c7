// Calls a model in its main thread and in a worker thread.
import { once } from "node:events";
import { isMainThread, Worker } from "node:worker_threads";
import OpenAI from "openai";

const client = new OpenAI({ apiKey: "sk-stub", maxRetries: 0 });
const answer = await client.chat.completions.create({
  model: "gpt-4o",
  max_tokens: 100,
  messages: [{ role: "user", content: isMainThread ? "main thread" : "worker thread" }],
});
console.log(answer.choices[0].message.content);
if (isMainThread) await once(new Worker(new URL(import.meta.url)), "exit");
