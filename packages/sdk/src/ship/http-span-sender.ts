import http from "node:http";
import https from "node:https";
import { promisify } from "node:util";
import zlib from "node:zlib";
import type { Clock } from "@breakwater/core/time/clock";
import { errorCode } from "../journal/file-access.ts";
import { version } from "../version.ts";
import { outcomeOf, type ServerAnswer } from "./answer-outcome.ts";
import type { SendOutcome, SpanSender } from "./span-sender.ts";

/** Whom to send to. */
export interface ServerAddress {
  /** Base address, such as `http://127.0.0.1:7077`. */
  readonly url: string;
  readonly key?: string | undefined;
  readonly project?: string | undefined;
}

/** The server acknowledges after its commit, which takes tens of milliseconds. */
const TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 64 * 1024;

const gzip: (lines: Buffer, options: zlib.ZlibOptions) => Promise<Buffer> = promisify(zlib.gzip);
/** A tenth larger than by default, for two thirds of the time. */
const GZIP_LEVEL = 3;

/** Where below the server's address, and what, a sender posts. */
export interface PostTarget {
  readonly path: string;
  readonly contentType: string;
}

const SPANS: PostTarget = { path: "v1/spans", contentType: "application/x-ndjson" };

/**
 * Sends over `node:http`: not over `fetch`, which we watch, others replace, and which keeps a process alive while it
 * waits. Connections are kept for the next batch, and hold no process open.
 */
export function createHttpSpanSender(
  address: ServerAddress,
  clock: Clock,
  { path, contentType }: PostTarget = SPANS,
): SpanSender {
  const target = new URL(path, address.url.endsWith("/") ? address.url : `${address.url}/`);
  const { Agent, request } = target.protocol === "https:" ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { ...headersOf(address), "content-type": contentType };
  let open: http.ClientRequest | undefined;

  function post(body: Buffer): Promise<ServerAnswer> {
    return new Promise((resolve, reject) => {
      const sent = request(target, {
        method: "POST",
        agent,
        headers: { ...headers, "content-length": body.length },
      });
      const timer = clock.setTimer(() => sent.destroy(new AnswerTimeoutError()), TIMEOUT_MS);
      open = sent;
      sent.on("socket", (socket) => socket.unref());
      sent.on("close", () => clock.clearTimer(timer));
      // A connection that the server closed while it was idle is found out by using it.
      sent.on("error", (error) => reject(sent.reusedSocket ? new StaleConnectionError(error) : error));
      sent.on("response", (response) => readAnswer(response).then(resolve, reject));
      sent.end(body);
    });
  }

  return {
    async send(lines, count) {
      try {
        const body = await gzip(lines, { level: GZIP_LEVEL });
        const answer = await post(body).catch((error: unknown) => {
          if (error instanceof StaleConnectionError && isConnectionFault(error.cause)) return post(body);
          throw error;
        });
        return outcomeOf(answer, { count, now: clock.now() });
      } catch (error) {
        return failureOf(error instanceof StaleConnectionError ? error.cause : error);
      }
    },
    close() {
      open?.destroy();
      agent.destroy();
    },
  };
}

function headersOf({ key, project }: ServerAddress): Record<string, string> {
  return {
    "content-encoding": "gzip",
    "user-agent": `breakwater/${version}`,
    ...(key !== undefined && { "x-api-key": key }),
    ...(project !== undefined && { "x-breakwater-project": project }),
  };
}

class AnswerTimeoutError extends Error {}

class StaleConnectionError extends Error {
  constructor(cause: unknown) {
    super("the connection had been used before", { cause });
  }
}

function isConnectionFault(error: unknown): boolean {
  return ["ECONNRESET", "EPIPE", "ECONNABORTED"].includes(errorCode(error) ?? "");
}

async function readAnswer(response: http.IncomingMessage): Promise<ServerAnswer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    if (length < MAX_ANSWER_BYTES) parts.push(part);
    length += part.length;
  }
  return {
    status: response.statusCode ?? 0,
    retryAfter: response.headers["retry-after"],
    body: Buffer.concat(parts).toString("utf8", 0, MAX_ANSWER_BYTES),
  };
}

function failureOf(error: unknown): SendOutcome {
  if (error instanceof AnswerTimeoutError) {
    return { type: "timeout", reason: `no answer within ${TIMEOUT_MS / 1_000} s` };
  }
  return { type: "unreachable", reason: errorCode(error) ?? "the connection failed" };
}
