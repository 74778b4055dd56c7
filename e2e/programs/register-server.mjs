// A server that listens before LangChain is loaded, and calls itself twice at once.
import { once } from "node:events";
import { createServer } from "node:http";

const server = createServer(async (request, response) => {
  const { ChatOpenAI } = await import("@langchain/openai");
  const model = new ChatOpenAI({ model: "gpt-4o", maxTokens: 100, maxRetries: 0, apiKey: "sk-stub" });
  const userId = request.url.slice(1);
  const answer = await model.invoke(`a question of ${userId}`, { metadata: { userId } });
  response.end(answer.text);
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address();
const asked = ["user_1", "user_2"].map(async (userId) =>
  (await fetch(`http://127.0.0.1:${port}/${userId}`)).text(),
);
console.log((await Promise.all(asked)).join("\n"));
server.close();
server.closeAllConnections();
