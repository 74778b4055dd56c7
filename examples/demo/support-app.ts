import type { ChatAnthropic } from "@langchain/anthropic";
import type { Document } from "@langchain/core/documents";
import { HumanMessage, SystemMessage } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnablePassthrough, RunnableSequence } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import type { ChatOpenAI } from "@langchain/openai";
import { createAgent } from "langchain";
import { HandbookRetriever } from "./handbook-retriever.ts";

const HOUSE_RULES =
  "You answer customers of a small bookshop. Be brief and friendly, name the page of the handbook you rely on, " +
  "never promise a date that is not in the handbook, and answer in the language of the question. ";

const ANSWER_PROMPT = ChatPromptTemplate.fromMessages([
  ["system", `${HOUSE_RULES}The handbook says:\n{passages}`],
  ["human", "{question}"],
]);

/** Prompt, retriever, model, parser: a question about the shop becomes a text. */
export function answerChain(model: ChatOpenAI | ChatAnthropic): RunnableSequence<string, string> {
  return RunnableSequence.from<string, string>([
    {
      question: new RunnablePassthrough<string>(),
      passages: new HandbookRetriever().pipe((documents: Document[]) =>
        documents.map(({ pageContent }) => pageContent).join("\n"),
      ),
    },
    ANSWER_PROMPT,
    model,
    new StringOutputParser(),
  ]);
}

const findOrder = tool(
  async ({ orderNumber }: { orderNumber: string }) => `Order ${orderNumber}: packed, leaves today at 14:00.`,
  {
    name: "find_order",
    description: "Finds an order and says where it is.",
    schema: {
      type: "object",
      properties: { orderNumber: { type: "string", description: "Number of the order" } },
      required: ["orderNumber"],
    },
  },
);

/** An agent that looks orders up before it answers. */
export function orderAgent(model: ChatOpenAI | ChatAnthropic) {
  return createAgent({ model, tools: [findOrder], name: "order_agent", systemPrompt: HOUSE_RULES });
}

/** A prompt whose beginning Anthropic is asked to keep in its cache. */
export function cachedPrompt(question: string): [SystemMessage, HumanMessage] {
  const text = `${HOUSE_RULES}Recommend books, two at most.`;
  return [
    new SystemMessage({ content: [{ type: "text", text, cache_control: { type: "ephemeral" } }] }),
    new HumanMessage(question),
  ];
}
