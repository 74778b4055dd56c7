import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "@breakwater/core/time/clock";
import { readBody, startLoopbackServer } from "../loopback-server.ts";
import { createRealClock } from "../real-clock.ts";
import { anthropicMessages } from "./anthropic-messages.ts";
import { geminiEmbeddings } from "./gemini-embeddings.ts";
import { geminiGenerate } from "./gemini-generate.ts";
import { ollamaChat } from "./ollama-chat.ts";
import { openAiChat } from "./openai-chat.ts";
import { openAiEmbeddings } from "./openai-embeddings.ts";
import { openAiResponses } from "./openai-responses.ts";
import { faultBody } from "./provider-failure.ts";
import { type RawRequest, readStubRequest } from "./read-stub-request.ts";
import { scriptedRespond } from "./scripted-reply.ts";
import { type Exchange, sendJson, serveReply } from "./serve-reply.ts";
import { createServedCalls, type ServedCall, type ServedCalls } from "./served-calls.ts";
import type { StubRespond } from "./stub-reply.ts";
import type { Wire } from "./wire.ts";

/** How to start a stub. */
export interface ProviderStubOptions {
  /** Default: what the call itself scripts (see `scriptedRespond`), else a short text. */
  readonly respond?: StubRespond;
  /** Default 0: the system chooses. */
  readonly port?: number;
  /** Calls remembered; default 10,000. */
  readonly maxCalls?: number;
  /** File that gets one JSON line per ended call. */
  readonly servedLog?: string;
  /** Keeps the bodies of the calls byte for byte, for tests that compare them; default false. */
  readonly keepBytes?: boolean;
  /** Paces the replies and stamps the calls; default the machine's clock. */
  readonly clock?: Clock;
}

/** A local endpoint that the clients of OpenAI, Anthropic, Google (Gemini) and Ollama take for the real one. */
export interface ProviderStub {
  readonly url: string;
  /** For `baseURL` of OpenAI's clients. */
  readonly openAiBaseUrl: string;
  /** For `baseURL` or `anthropicApiUrl` of Anthropic's clients. */
  readonly anthropicBaseUrl: string;
  /** For `httpOptions.baseUrl` of Google's clients, and the `host` of Ollama's: both add the version themselves. */
  readonly geminiBaseUrl: string;
  /** Calls since the start or the last reset, oldest first. */
  readonly calls: readonly ServedCall[];
  /** Resolves when `count` calls have arrived. */
  waitForArrived(count: number): Promise<void>;
  /** Resolves when `count` calls have ended, in whatever way. */
  waitForEnded(count: number): Promise<void>;
  /** Changes the reply function, from the next call on. */
  respondWith(respond: StubRespond): void;
  /** Forgets the calls, counts from 1 again, and goes back to the first reply function. */
  reset(): void;
  /** Breaks every open connection. */
  close(): Promise<void>;
}

const DEFAULT_MAX_CALLS = 10_000;

const WIRES: readonly Wire[] = [
  openAiChat,
  openAiResponses,
  openAiEmbeddings,
  anthropicMessages,
  geminiGenerate,
  geminiEmbeddings,
  ollamaChat,
];

function wireOf(target: string): Wire | undefined {
  const path = target.split("?", 1)[0] ?? target;
  return WIRES.find((wire) => wire.path === path || wire.pathPattern?.test(path));
}

/** Starts a stub on 127.0.0.1. Rejects when the port is taken. */
export async function startProviderStub(options: ProviderStubOptions = {}): Promise<ProviderStub> {
  const clock = options.clock ?? createRealClock();
  const firstRespond = options.respond ?? scriptedRespond();
  const served = createServedCalls({ ...options, maxCalls: options.maxCalls ?? DEFAULT_MAX_CALLS });
  const state: StubState = {
    clock,
    keepBytes: options.keepBytes ?? false,
    served,
    respond: firstRespond,
    isClosing: false,
  };
  const server = await startLoopbackServer(
    (incoming, response) => void handle(state, incoming, response),
    options.port,
  );
  return {
    url: server.url,
    openAiBaseUrl: `${server.url}/v1`,
    anthropicBaseUrl: server.url,
    geminiBaseUrl: server.url,
    calls: served.calls,
    waitForArrived: served.waitForArrived,
    waitForEnded: served.waitForEnded,
    respondWith(respond) {
      state.respond = respond;
    },
    reset() {
      served.reset();
      state.respond = firstRespond;
    },
    async close() {
      state.isClosing = true;
      await server.close();
      served.close();
    },
  };
}

interface StubState {
  readonly clock: Clock;
  readonly keepBytes: boolean;
  readonly served: ServedCalls;
  respond: StubRespond;
  isClosing: boolean;
}

/** Answers one HTTP request; never rejects. */
async function handle(state: StubState, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = incoming.url ?? "/";
  const wire = wireOf(target);
  const bodyText = await readBody(incoming).catch((error: unknown) => error);
  if (typeof bodyText !== "string") {
    response.destroy();
    return;
  }
  if (wire === undefined || incoming.method !== "POST") {
    refuse(
      response,
      404,
      `the stub serves POST ${WIRES.map(({ path }) => path).join(", ")}; not ${incoming.method} ${incoming.url}`,
    );
    return;
  }
  try {
    const raw: RawRequest = { id: state.served.nextId(), target, headers: incoming.headers, bodyText };
    await answer(openExchange(state, wire, { raw, response }), state.respond);
  } catch (error) {
    // Only a body that is not JSON comes here.
    refuse(response, 400, String(error));
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json", "x-should-retry": "false" });
  response.end(JSON.stringify(faultBody(undefined, message)));
}

/** Takes the call into the books and watches its connection. */
function openExchange(
  state: StubState,
  wire: Wire,
  { raw, response }: { readonly raw: RawRequest; readonly response: ServerResponse },
): Exchange {
  const { clock, served } = state;
  const request = readStubRequest(wire, raw);
  const bytes = state.keepBytes ? { request: Buffer.from(raw.bodyText), response: [] } : undefined;
  const call = served.open(request, clock.now(), bytes);
  const connection = new AbortController();
  response.on("finish", () => served.end(call, "complete", clock.now()));
  response.on("close", () => {
    // After `finish` this does nothing: a call ends once.
    served.end(call, state.isClosing ? "cut_by_stub" : "broken_off_by_client", clock.now());
    connection.abort();
  });
  // A write that meets a broken connection; `close` follows and tells the rest.
  response.on("error", () => connection.abort());
  const cut = (): void => {
    served.end(call, "cut_by_stub", clock.now());
    response.destroy();
  };
  return { wire, request, response, call, clock, gone: connection.signal, cut };
}

async function answer(exchange: Exchange, respond: StubRespond): Promise<void> {
  try {
    await serveReply(exchange, await respond(exchange.request));
  } catch (error) {
    const body = faultBody(exchange.wire, `the stub cannot answer: ${String(error)}`);
    if (exchange.response.headersSent) exchange.cut();
    else await sendJson(exchange, { status: 500, body, headers: { "x-should-retry": "false" } });
  }
}
