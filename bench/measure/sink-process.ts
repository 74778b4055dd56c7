// A server that takes whatever the peers send, so that their sending succeeds at once: node sink-process.ts
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const LANGSMITH_INFO = {
  version: "0.18.3",
  instance_flags: {},
  batch_ingest_config: { use_multipart_endpoint: true, size_limit: 100, size_limit_bytes: 20_971_520 },
};

function answer(request: IncomingMessage, response: ServerResponse): void {
  const isOtlp = request.url?.endsWith("/v1/traces") ?? false;
  if (request.url?.endsWith("/info")) {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(LANGSMITH_INFO));
  } else if (isOtlp && request.headers["content-type"]?.includes("protobuf")) {
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  } else if (isOtlp || request.method === "GET") {
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  } else if (request.url?.includes("/private/")) {
    response.writeHead(204).end();
  } else {
    response.writeHead(202, { "content-type": "application/json" }).end("{}");
  }
}

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => answer(request, response));
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.(`http://127.0.0.1:${port}`);
});
process.on("disconnect", () => process.exit());
