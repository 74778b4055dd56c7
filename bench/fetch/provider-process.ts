// A provider that answers at once, in a process of its own so that its work is nobody's cost: node provider-process.ts
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ANSWERS, type AnswerName } from "./answers.ts";

/** The header in which the client names the answer that it wants. */
const WANTED = "x-bench-answer";

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { contentType, blocks } = ANSWERS[request.headers[WANTED] as AnswerName];
  response.writeHead(200, { "content-type": contentType });
  for (const block of blocks) if (!response.write(block)) await once(response, "drain");
  response.end();
}

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    answer(request, response).catch(() => response.destroy());
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.(`http://127.0.0.1:${port}`);
});
process.on("disconnect", () => process.exit());
