import { createServer, type IncomingMessage, type RequestListener } from "node:http";

/** An HTTP server that only this machine can reach. */
export interface LoopbackServer {
  /** Such as `http://127.0.0.1:34567`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Breaks every open connection and frees the port. */
  close(): Promise<void>;
}

const KEEP_ALIVE_MS = 600_000;
/** Enough for a thousand callers that connect at once; the default of 511 delays the rest by a second. */
const BACKLOG = 4_096;

/** Listens on 127.0.0.1; port 0 lets the system choose. Rejects when the port is taken. */
export async function startLoopbackServer(listener: RequestListener, port = 0): Promise<LoopbackServer> {
  // Idle connections outlive any test: a server that closes one while its client reuses it makes a test fail by chance.
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "127.0.0.1", backlog: BACKLOG }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Largest request body the kit's servers read. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** The whole body as text. @throws RangeError past 32 MiB; Error when the client goes away. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY_BYTES)
      throw new RangeError(`the request body is larger than ${MAX_BODY_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
