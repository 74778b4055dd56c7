// Imports the registration itself, after LangChain, and passes its monitor along: by callbacks, config and context.
import { ChatOpenAI } from "@langchain/openai";
import { monitor } from "breakwater/register";

const settings = { model: "gpt-4o", maxTokens: 100, maxRetries: 0, apiKey: "sk-stub" };
const model = new ChatOpenAI({ ...settings, callbacks: [monitor.handler] });
const chain = model.pipe((answer) => answer.text);

const first = chain.invoke("by nothing");
console.log(await first);
console.log(await chain.invoke("by config", monitor.runnableConfig({ userId: "user_1" })));
console.log(await monitor.withContext({ userId: "user_2" }, () => chain.invoke("by context")));
