// A LangChain application in ES modules: a chain, a stream and a batch.
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatOpenAI } from "@langchain/openai";

const model = new ChatOpenAI({ model: "gpt-4o", maxTokens: 100, maxRetries: 0, apiKey: "sk-stub" });
const chain = model.pipe(new StringOutputParser());

console.log(await chain.invoke("invoked", { metadata: { userId: "user_1" } }));
let streamed = "";
for await (const piece of await chain.stream("streamed")) streamed += piece;
console.log(streamed);
console.log((await chain.batch(["first", "second"])).join("\n"));
