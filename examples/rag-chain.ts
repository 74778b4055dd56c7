// A chain of prompt, retriever, model and parser: one config, and every step is in the journal. Needs OPENAI_API_KEY.
import { Document } from "@langchain/core/documents";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { BaseRetriever } from "@langchain/core/retrievers";
import { RunnablePassthrough, RunnableSequence } from "@langchain/core/runnables";
import { ChatOpenAI } from "@langchain/openai";
import { createMonitor } from "breakwater";

class FirstPassages extends BaseRetriever {
  override readonly lc_namespace = ["example"];

  override async _getRelevantDocuments(): Promise<Document[]> {
    return [new Document({ pageContent: "Goods can be returned within thirty days." })];
  }
}

const monitor = createMonitor({ dailyBudgetUsd: 10, logFile: "production.jsonl" });

const chain = RunnableSequence.from<string, string>([
  {
    question: new RunnablePassthrough<string>(),
    passages: new FirstPassages().pipe((found: Document[]) =>
      found.map(({ pageContent }) => pageContent).join("\n"),
    ),
  },
  ChatPromptTemplate.fromMessages([
    ["system", "Answer from these passages:\n{passages}"],
    ["human", "{question}"],
  ]),
  new ChatOpenAI({ model: "gpt-4o-mini" }),
  new StringOutputParser(),
]);

const answer = await chain.invoke(
  "Can I return a book?",
  monitor.runnableConfig({
    userId: "user_123",
    queryType: "rag_search",
    sessionId: "session_9",
    tags: ["handbook"],
    metadata: { shop: "Lisbon" },
  }),
);
console.log(answer);
console.log(monitor.report().toMarkdown());
await monitor.close();
