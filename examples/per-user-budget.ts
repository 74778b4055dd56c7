// Every user gets a dollar a day, calls of one model may cost five dollars an hour together, and whoever is over is
// told so before any request leaves. Needs OPENAI_API_KEY; USER_LIMIT_USD changes the first limit.
import { ChatOpenAI } from "@langchain/openai";
import { BudgetExceededError, createMonitor } from "breakwater";

const monitor = createMonitor({
  logFile: "production.jsonl",
  timeZone: "Europe/Berlin",
  budgets: [
    { name: "per-user", limitUsd: Number(process.env["USER_LIMIT_USD"] ?? 1), per: ["userId"] },
    { name: "gpt-4o", limitUsd: 5, window: { every: "hour" }, match: { model: "gpt-4o*" } },
  ],
});

// A cap on the answer makes the reservation tight, and the limit exact.
const model = new ChatOpenAI({ model: "gpt-4o", maxTokens: 200 });

for (const userId of ["amelie", "王小明", "amelie"]) {
  try {
    const answer = await monitor.query(model, "Name a book about the sea.", { userId });
    console.log(`${userId}: ${answer.text}`);
  } catch (error) {
    if (!(error instanceof BudgetExceededError)) throw error;
    console.log(`${userId}: refused until ${error.denial.resetsAt}`);
    console.log(error.message);
  }
}

for (const { budget, key, spentNanos, limitNanos } of monitor.budgets()) {
  console.log(`${budget} ${JSON.stringify(key)}: $${spentNanos / 1e9} of $${limitNanos / 1e9}`);
}
await monitor.close();
