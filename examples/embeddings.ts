// Embeddings, which LangChain's callbacks do not cover: the fetch guard prices them and keeps them within the budget.
// Needs OPENAI_API_KEY.
import { OpenAIEmbeddings } from "@langchain/openai";
import { createMonitor } from "breakwater";

const monitor = createMonitor({ dailyBudgetUsd: 1, logFile: "production.jsonl" });
const embeddings = new OpenAIEmbeddings({
  model: "text-embedding-3-small",
  configuration: { fetch: monitor.fetch },
});

const documents = ["Books can be returned within 30 days.", "Orders are packed within a day."];
await monitor.withContext({ queryType: "indexing" }, () => embeddings.embedDocuments(documents));
const [vector] = await monitor.withContext({ queryType: "search" }, () =>
  embeddings.embedDocuments(["Can I return a book?"]),
);

console.log(`${vector?.length} numbers`);
for (const { key, totals } of monitor.report().data.cost.byQueryType.rows) console.log(key, totals.calls);
await monitor.close();
