// The same in CommonJS, and then the ES copy of LangChain in the same process.
const { StringOutputParser } = require("@langchain/core/output_parsers");
const { ChatOpenAI } = require("@langchain/openai");

const settings = { model: "gpt-4o", maxTokens: 100, maxRetries: 0, apiKey: "sk-stub" };

async function main() {
  const chain = new ChatOpenAI(settings).pipe(new StringOutputParser());
  console.log(await chain.invoke("from CommonJS"));
  const other = await import("@langchain/openai");
  if (other.ChatOpenAI === ChatOpenAI) throw new Error("one copy only");
  console.log(await new other.ChatOpenAI(settings).pipe((answer) => answer.text).invoke("from the ES copy"));
}

main();
