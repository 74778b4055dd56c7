import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import { type BodyLimits, DEFAULT_BODY_LIMITS } from "../http/request-body.ts";
import { failureOf } from "../http/request-failure.ts";
import { type Authenticate, credentialsOf } from "../ingest/authenticate.ts";
import { DEFAULT_DECODE_LIMITS } from "../ingest/otlp/decode-limits.ts";
import { partialSuccessOf, protobufExportResponse } from "../ingest/otlp/export-response.ts";
import { type OtlpSignal, otlpSignals } from "../ingest/otlp/otlp-signals.ts";
import type { OtlpIngest } from "../ingest/otlp-ingest.ts";
import { admittedProject } from "../ingest/refused-sender-error.ts";
import { TakenPortError } from "../serve/taken-port-error.ts";
import { answerWith, refuse } from "./grpc-answer.ts";
import { readMessage } from "./grpc-message.ts";

/** A client that sends nothing for so long in the midst of a call is cut off; the same as over HTTP. */
const IDLE_CALL_MS = 300_000;

/** A call that was answered, or given up by its sender. */
export interface AnsweredCall {
  /** Such as `/opentelemetry.proto.collector.trace.v1.TraceService/Export`; `none` for a method that is not there. */
  readonly method: string;
  /** In HTTP's terms. */
  readonly status: number;
  headerOf(name: string): string | undefined;
}

/** What an OTLP server over gRPC is made of. */
export interface OtlpGrpcParts {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly ingest: OtlpIngest;
  readonly authenticate: Authenticate;
  /** Default: wide enough for the batches of every known exporter. */
  readonly bodyLimits?: BodyLimits;
  /** Called when a call begins; what it gives is called when it has been answered. */
  readonly observe?: () => (call: AnsweredCall) => void;
}

/** An OTLP server over gRPC that is up. */
export interface OtlpGrpcServer {
  /** Such as `http://127.0.0.1:4317`, as exporters take it. */
  readonly url: string;
  /** Takes nothing new, and resolves when every call under way is answered, or cut off since `deadline` aborted. */
  close(deadline?: AbortSignal): Promise<void>;
}

/**
 * Takes OTLP over gRPC, in plain text: the services of traces, logs and metrics. Unary calls only, so that messages are
 * read within the same bounds as over HTTP, the memory that all requests share included.
 * @throws TakenPortError (as a rejection) when something else listens there already.
 */
export async function startOtlpGrpc(parts: OtlpGrpcParts): Promise<OtlpGrpcServer> {
  const { host, port, ingest } = parts;
  const server = createServer();
  const sessions = new Set<ServerHttp2Session>();
  server.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    // What a client does to its own connection is no concern of anybody else.
    session.on("error", () => session.destroy());
  });
  const signals = otlpSignals(ingest, DEFAULT_DECODE_LIMITS);
  const methods = new Map(signals.map((signal) => [`/${signal.service}/Export`, signal]));
  server.on("stream", (stream, headers) => void answer(stream, headers, { methods, parts }));
  const address = host.includes(":") ? `[${host}]` : host;
  const bound = await listening(server, host, port).catch((error: unknown) => {
    throw Object(error).code === "EADDRINUSE" ? new TakenPortError(host, port, "--grpc-port") : error;
  });
  return { url: `http://${address}:${bound}`, close: (deadline) => close(server, sessions, deadline) };
}

interface Answering {
  readonly methods: ReadonlyMap<string, OtlpSignal>;
  readonly parts: OtlpGrpcParts;
}

async function answer(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  { methods, parts }: Answering,
): Promise<void> {
  stream.on("error", () => {});
  stream.setTimeout(IDLE_CALL_MS, () => stream.close());
  if (!String(headers["content-type"] ?? "").startsWith("application/grpc")) {
    stream.respond({ ":status": 415 }, { endStream: true });
    stream.resume();
    return;
  }
  const answered = parts.observe?.();
  const path = String(headers[":path"] ?? "");
  const signal = methods.get(path);
  const headerOf = (name: string) => headers[name]?.toString();
  let status = 200;
  if (signal === undefined) {
    const failure = {
      status: 404,
      message: "There is no such method: use OTLP's Export of traces, logs or metrics.",
    };
    status = failure.status;
    refuse(stream, failure);
  } else {
    try {
      answerWith(stream, await taken(stream, { signal, headerOf, parts }));
    } catch (error) {
      const failure = failureOf(error);
      status = failure.status;
      refuse(stream, failure);
    }
  }
  answered?.({ method: signal === undefined ? "none" : path, status, headerOf });
}

interface Call {
  readonly signal: OtlpSignal;
  readonly parts: OtlpGrpcParts;
  headerOf(name: string): string | undefined;
}

/** The answer to a call whose spans are stored. */
async function taken(stream: ServerHttp2Stream, { signal, headerOf, parts }: Call): Promise<Buffer> {
  const { authenticate, bodyLimits: limits = DEFAULT_BODY_LIMITS } = parts;
  const project = await admittedProject(authenticate, credentialsOf(headerOf, addressOf(stream)));
  const held = limits.memory.open();
  try {
    const encoding = (headerOf("grpc-encoding") ?? "identity").trim().toLowerCase();
    const message = await readMessage(stream.iterator({ destroyOnReturn: false }), {
      encoding,
      limits,
      held,
    });
    const receipt = await signal.take(message, { isJson: false, project });
    return protobufExportResponse(partialSuccessOf(receipt));
  } finally {
    held.release();
  }
}

function addressOf({ session }: ServerHttp2Stream): string {
  return session?.socket.remoteAddress ?? "unknown";
}

function listening(server: Http2Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function close(
  server: Http2Server,
  sessions: ReadonlySet<ServerHttp2Session>,
  deadline?: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const cut = () => {
      for (const session of sessions) session.destroy();
    };
    server.close(() => {
      deadline?.removeEventListener("abort", cut);
      resolve();
    });
    for (const session of sessions) session.close();
    if (deadline?.aborted === true) cut();
    else deadline?.addEventListener("abort", cut, { once: true });
  });
}
