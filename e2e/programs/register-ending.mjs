// Ends in the way it is told to.
import OpenAI from "openai";

const [way] = process.argv.slice(2);
const client = new OpenAI({ apiKey: "sk-stub", maxRetries: 0 });
await client.chat.completions.create({ model: "gpt-4o", messages: [{ role: "user", content: "Hello" }] });
if (way === "exit") process.exit(3);
if (way === "throw") throw new Error("the application's own");
if (way === "signal") process.kill(process.pid, "SIGTERM");
