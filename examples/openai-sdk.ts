// OpenAI's own client, without any framework: every call is priced, counted by user, and refused where a budget says
// so. Needs OPENAI_API_KEY. The same one line serves every client that takes a `fetch`.
import { createMonitor } from "breakwater";
import OpenAI, { APIError } from "openai";

const monitor = createMonitor({
  budgets: [{ name: "per-user", limitUsd: Number(process.env["USER_LIMIT_USD"] ?? 0.05), per: ["userId"] }],
  logFile: "production.jsonl",
});
const client = new OpenAI({ fetch: monitor.fetch });

/** Streams an answer on behalf of a user. */
async function ask(userId: string, content: string): Promise<void> {
  await monitor.withContext({ userId, queryType: "chat" }, async () => {
    const stream = await client.chat.completions.create({
      model: "gpt-4o-mini",
      max_tokens: 300,
      messages: [{ role: "user", content }],
      stream: true,
    });
    process.stdout.write(`${userId}: `);
    for await (const { choices } of stream) process.stdout.write(choices[0]?.delta.content ?? "");
    process.stdout.write("\n");
  });
}

for (const userId of ["amelie", "amelie", "王小明"]) {
  try {
    await ask(userId, "What is quantum entanglement?");
  } catch (error) {
    // The client's own error class: a denial looks like any answer of the provider with a status.
    if (!(error instanceof APIError) || error.code !== "BW_BUDGET_EXCEEDED") throw error;
    console.log(`${userId}: refused: ${error.message}`);
  }
}

console.log(monitor.report().toText());
await monitor.close();
