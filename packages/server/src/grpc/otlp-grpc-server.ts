import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
  type Settings,
} from "node:http2";
import { errorTrace } from "../about/error-trace.ts";
import { type Authenticate, credentialsOf } from "../ingest/authenticate.ts";
import type { BodyLimits } from "../ingest/body/body-limits.ts";
import { takeRequest } from "../ingest/body/take-request.ts";
import { DEFAULT_DECODE_LIMITS } from "../ingest/otlp/decode-limits.ts";
import { partialSuccessOf, protobufExportResponse } from "../ingest/otlp/export-response.ts";
import { type OtlpSignal, otlpSignals } from "../ingest/otlp/otlp-signals.ts";
import type { OtlpIngest } from "../ingest/otlp-ingest.ts";
import { admittedProject } from "../ingest/refused-sender-error.ts";
import { failureOf, type IngestLog, type RequestFailure } from "../ingest/request-failure.ts";
import { TakenPortError } from "../serve/taken-port-error.ts";
import { answerWith, refuse, refuseOther } from "./grpc-answer.ts";
import { readMessage } from "./grpc-message.ts";
import { DEFAULT_SILENCE_RULES, OpenSessions, type SilenceRules } from "./open-sessions.ts";

/** A client that sends nothing for so long in the midst of a call is cut off; the same as over HTTP. */
const IDLE_CALL_MS = 300_000;

/**
 * What a client may have under way. A call's window lets most batches through at once, where HTTP/2's 64 KB would take
 * a round trip each. All windows together bound what a connection can have sent that is not read, and so not counted yet.
 */
const SETTINGS: Settings = { initialWindowSize: 256 * 1024, maxConcurrentStreams: 100 };

/** Of all calls of a connection together; it is opened again as soon as bytes arrive. */
const SESSION_WINDOW_BYTES = 1024 * 1024;

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
  readonly bodyLimits: BodyLimits;
  /** Told of what should not happen. */
  readonly log: IngestLog;
  /** Called when a call begins; what it gives is called when it has been answered. */
  readonly observe?: () => (call: AnsweredCall) => void;
  /** Default: {@link DEFAULT_SILENCE_RULES}. */
  readonly silence?: SilenceRules;
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
  const server = createServer({ settings: SETTINGS });
  server.on("session", (session) => session.setLocalWindowSize(SESSION_WINDOW_BYTES));
  const sessions = new OpenSessions(server, parts.silence ?? DEFAULT_SILENCE_RULES);
  const signals = otlpSignals(ingest, DEFAULT_DECODE_LIMITS);
  const methods = new Map(signals.map((signal) => [`/${signal.service}/Export`, signal]));
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    stream.setTimeout(IDLE_CALL_MS, () => stream.close());
    answer(stream, headers, { methods, parts }).catch((error: unknown) => {
      parts.log.error(errorTrace(error), "A call over gRPC failed that should not have");
      refuse(stream, UNEXPECTED);
    });
  });
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
  if (!String(headers["content-type"] ?? "").startsWith("application/grpc")) {
    refuseOther(stream);
    return;
  }
  const answered = parts.observe?.();
  const path = String(headers[":path"] ?? "");
  const signal = methods.get(path);
  const headerOf = (name: string) => headers[name]?.toString();
  const failure = signal === undefined ? NO_METHOD : await failureIn(stream, { signal, headerOf, parts });
  if (failure !== undefined) refuse(stream, failure);
  answered?.({ method: signal === undefined ? "none" : path, status: failure?.status ?? 200, headerOf });
}

const NO_METHOD: RequestFailure = {
  status: 404,
  message: "There is no such method: use OTLP's Export of traces, logs or metrics.",
};

/** An error that nobody expected; whoever sent the call cannot do anything about it. */
const UNEXPECTED: RequestFailure = {
  status: 500,
  message: "The server failed at this call that it should have answered. Its log says where.",
};

interface Call {
  readonly signal: OtlpSignal;
  readonly parts: OtlpGrpcParts;
  headerOf(name: string): string | undefined;
}

/** Answers a call whose spans are stored; else says why they are not. */
async function failureIn(stream: ServerHttp2Stream, call: Call): Promise<RequestFailure | undefined> {
  try {
    answerWith(stream, await taken(stream, call));
    return undefined;
  } catch (error) {
    return failureOf(error, call.parts.log);
  }
}

async function taken(stream: ServerHttp2Stream, { signal, headerOf, parts }: Call): Promise<Buffer> {
  const { authenticate, bodyLimits: limits } = parts;
  const address = addressOf(stream);
  const project = await admittedProject(authenticate, credentialsOf(headerOf, address));
  const encoding = (headerOf("grpc-encoding") ?? "identity").trim().toLowerCase();
  const receipt = await takeRequest(limits.memory.open(`${project} ${address}`), {
    read: (held) => readMessage(stream.iterator({ destroyOnReturn: false }), { encoding, limits, held }),
    decode: (message) => signal.read(message, { isJson: false, project }),
  });
  return protobufExportResponse(partialSuccessOf(receipt));
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

function close(server: Http2Server, sessions: OpenSessions, deadline?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cut = () => sessions.cut();
    server.close(() => {
      deadline?.removeEventListener("abort", cut);
      resolve();
    });
    sessions.close();
    if (deadline?.aborted === true) cut();
    else deadline?.addEventListener("abort", cut, { once: true });
  });
}
