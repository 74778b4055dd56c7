// An application without a word of Breakwater, watched from outside: node --import breakwater/register app.ts
// The options are in breakwater.config.json beside it, from where it is started. Needs OPENAI_API_KEY.
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { ChatOpenAI } from "@langchain/openai";

const prompt = ChatPromptTemplate.fromTemplate("Answer in one sentence: {question}");
const chain = prompt.pipe(new ChatOpenAI({ model: "gpt-4o-mini", maxTokens: 100 }));

for (const question of ["What is a breakwater?", "What is a quay?"]) {
  const answer = await chain.invoke({ question }, { metadata: { userId: "user_123" } });
  console.log(answer.text);
}
