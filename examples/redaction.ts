// Prompts and answers in the journal, without keys, addresses, cards, phone numbers and order numbers.
// Needs OPENAI_API_KEY.
import { readFileSync } from "node:fs";
import { ChatOpenAI } from "@langchain/openai";
import { createMonitor } from "breakwater";

const monitor = createMonitor({
  logFile: "production.jsonl",
  payloads: { sampleRate: 1, maxLength: 2_000 },
  redaction: {
    // After the built-in patterns. Keys are always taken out, whatever is configured.
    redact: (text, { side }) => (side === "metadata" ? text : text.replaceAll(/\bORD-\d+\b/g, "[order]")),
  },
});

const model = new ChatOpenAI({ model: "gpt-4o-mini" });
await monitor.query(
  model,
  "Where is ORD-4711? Write to amelie@example.com or +49 151 12345678. My card is 4111 1111 1111 1111.",
  { userId: "user_123", metadata: { contact: "amelie@example.com", key: "sk-0123456789abcdef" } },
);
await monitor.close();

console.log(readFileSync("production.jsonl", "utf8"));
