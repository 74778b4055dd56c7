import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createGunzip, gzipSync } from "node:zlib";
import { type ClickHouseClient, createClient } from "@clickhouse/client";
import { createChdbConnection } from "chdb/connection";

/** Parameters of the address that are no settings of the statement. */
const NO_SETTINGS = new Set(["query", "query_id", "database", "default_format", "session_id", "role"]);
/** Settings of the HTTP interface alone, which the embedded engine does not know. */
const OF_HTTP_ALONE = new Set(["enable_http_compression", "cancel_http_readonly_queries_on_client_close"]);

/** As `http_max_uri_size` of a server that is set up as it comes. */
const MAX_ADDRESS_BYTES = 1_048_576;

/** A stand-in for a ClickHouse server, while it runs. */
export interface ClickHouseStandIn {
  /** Its address, as `clickhouse.url` takes it. */
  readonly url: string;
  /** Statements that it has been sent, the oldest first, without their data. */
  readonly statements: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts a stand-in for a ClickHouse server: the HTTP interface as `@clickhouse/client` uses it, over the embedded
 * engine with its data in `directory`. It is no ClickHouse server: it has no users, no databases but one, no
 * replication, and holds each result in memory. It shows that our statements and our client go together over HTTP.
 */
export async function startClickHouseStandIn(directory: string, port = 0): Promise<ClickHouseStandIn> {
  const statements: string[] = [];
  const holder = openSession(directory);
  await holder.command({ query: "SELECT 1" });
  const running = new Set<Promise<void>>();
  const server = createServer({ maxHeaderSize: MAX_ADDRESS_BYTES }, (request, response) => {
    const answered = answer({ request, response, directory, statements }).finally(() =>
      running.delete(answered),
    );
    running.add(answered);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    statements,
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await Promise.all(running);
      await holder.close();
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly directory: string;
  readonly statements: string[];
}

/** A session for each request, as settings of one must not bind the next. */
function openSession(directory: string): ClickHouseClient {
  // chdb is typed against another copy of the client's types, alike but for a private field.
  const config: object = { connection: createChdbConnection({ path: directory }) };
  return createClient(config);
}

async function answer({ request, response, directory, statements }: Exchange): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://stand-in");
  if (pathname === "/ping") {
    response.end("Ok.\n");
    return;
  }
  const queryId = searchParams.get("query_id") ?? randomUUID();
  const session = openSession(directory);
  const isEndedWhenLeft = searchParams.get("cancel_http_readonly_queries_on_client_close") === "1";
  const whenLeft = () => void (isEndedWhenLeft && endStatement(directory, queryId));
  response.once("close", whenLeft);
  try {
    const { sql, bound } = await statementIn(request, searchParams);
    statements.push(sql.slice(0, 500));
    const { stream, summary } = await session.exec({
      query: sql,
      query_params: bound,
      clickhouse_settings: { ...settingsIn(searchParams), log_comment: queryId },
    });
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    response.off("close", whenLeft);
    response.setHeader("X-ClickHouse-Summary", JSON.stringify(summary ?? {}));
    send(request, response, { status: 200, queryId, bytes: Buffer.concat(chunks) });
  } catch (error) {
    response.off("close", whenLeft);
    refuse(request, response, { queryId, error });
  } finally {
    await session.close();
  }
}

/** As a server with `cancel_http_readonly_queries_on_client_close` does. */
async function endStatement(directory: string, queryId: string): Promise<void> {
  const session = openSession(directory);
  try {
    await session.command({
      query: "KILL QUERY WHERE Settings['log_comment'] = {id:String} ASYNC",
      query_params: { id: queryId },
    });
  } finally {
    await session.close();
  }
}

/** A statement and its values: from the address and the body, or as a form where the values are long. */
async function statementIn(
  request: IncomingMessage,
  address: URLSearchParams,
): Promise<{ readonly sql: string; readonly bound: Record<string, unknown> }> {
  const isGzip = request.headers["content-encoding"] === "gzip";
  const body = await text(isGzip ? request.pipe(createGunzip()) : request);
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data")) {
    const sql = [address.get("query"), body].filter((part) => part !== null && part !== "").join("\n");
    return { sql, bound: boundIn([...address], sql) };
  }
  const form = await new Response(body, { headers: { "content-type": type } }).formData();
  const fields = [...form].map(([name, value]): [string, string] => [name, String(value)]);
  const sql = Object.fromEntries(fields)["query"] ?? "";
  return { sql, bound: boundIn(fields, sql) };
}

/** Values bound to `{name:Type}`, whose escapes the session will write again. Arrays are flat, of text or numbers. */
function boundIn(fields: readonly (readonly [string, string])[], sql: string): Record<string, unknown> {
  const bound = fields.filter(([name]) => name.startsWith("param_"));
  return Object.fromEntries(
    bound.map(([key, value]) => {
      const name = key.slice("param_".length);
      return [name, sql.includes(`{${name}:Array(`) ? itemsOf(value) : unescaped(value)];
    }),
  );
}

function itemsOf(array: string): (string | number)[] {
  const items = array.slice(1, -1).matchAll(/'((?:[^'\\]|\\.)*)'|([^,]+)/gs);
  return [...items].map(([, quoted, bare]) => (quoted === undefined ? Number(bare) : unescaped(quoted)));
}

const ESCAPES: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r" };

function unescaped(value: string): string {
  return value.replace(/\\(.)/gs, (_, mark: string) => ESCAPES[mark] ?? mark);
}

function settingsIn(address: URLSearchParams): Record<string, string> {
  const isSetting = (name: string) =>
    !name.startsWith("param_") && !NO_SETTINGS.has(name) && !OF_HTTP_ALONE.has(name);
  return Object.fromEntries([...address].filter(([name]) => isSetting(name)));
}

interface Reply {
  readonly status: number;
  readonly queryId: string;
  readonly bytes: Buffer;
}

function send(request: IncomingMessage, response: ServerResponse, { status, queryId, bytes }: Reply): void {
  const isGzip = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  response.writeHead(status, {
    "X-ClickHouse-Query-Id": queryId,
    "X-ClickHouse-Server-Display-Name": "stand-in",
    ...(isGzip && { "Content-Encoding": "gzip" }),
  });
  response.end(isGzip ? gzipSync(bytes) : bytes);
}

/** An error as a server writes it: its code as a header too, its text as the body. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { queryId, error }: { readonly queryId: string; readonly error: unknown },
): void {
  const { code, type, message } = Object(error);
  const text = code === undefined ? String(message) : `Code: ${code}. DB::Exception: ${message} (${type})`;
  if (code !== undefined) response.setHeader("X-ClickHouse-Exception-Code", String(code));
  send(request, response, { status: 500, queryId, bytes: Buffer.from(`${text}\n`) });
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
