import type { ServerResponse } from "node:http";
import type { Clock } from "@breakwater/core/time/clock";
import { BodyWriter } from "./body-writer.ts";
import { aborted, pause } from "./pause.ts";
import { type FailureAnswer, failureAnswer, failureBody } from "./provider-failure.ts";
import type { OpenCall } from "./served-calls.ts";
import { resolveAnswer, type StubAnswer } from "./stub-answer.ts";
import type { StubReply } from "./stub-reply.ts";
import type { StubRequest } from "./stub-request.ts";
import { dataFrame, type Wire, type WireFrame } from "./wire.ts";

/** One call in the middle of being answered. */
export interface Exchange {
  readonly wire: Wire;
  readonly request: StubRequest;
  readonly response: ServerResponse;
  readonly call: OpenCall;
  readonly clock: Clock;
  /** Aborts when the connection is gone, whoever broke it. */
  readonly gone: AbortSignal;
  /** Breaks the connection and records that the stub did it. */
  readonly cut: () => void;
}

/** Carries out a reply. Resolves when nothing is left to write. */
export async function serveReply(exchange: Exchange, reply: StubReply): Promise<void> {
  const { wire, request, clock, gone, call } = exchange;
  await pause(clock, reply.delayMs ?? 0, gone);
  if (reply.hang === true) await aborted(gone);
  if (gone.aborted) return;
  const failsInStream = request.isStreaming && reply.failAfterTokens !== undefined;
  const failure = failsInStream ? undefined : failureAnswer(wire, request, reply);
  if (failure !== undefined) {
    await sendJson(exchange, failure, reply);
    return;
  }
  const answer = resolveAnswer(request, reply, clock.now());
  call.plannedUsage = answer.usage;
  if (request.isStreaming) await streamAnswer(exchange, reply, answer);
  else await sendAnswer(exchange, reply, answer);
}

/** Writes a whole JSON answer and ends the response. */
export async function sendJson(
  exchange: Exchange,
  { status, body, headers }: FailureAnswer,
  reply: StubReply = {},
): Promise<void> {
  const writer = openBody(exchange, reply, { status, type: "application/json", headers });
  await writer.end(JSON.stringify(body));
}

async function sendAnswer(exchange: Exchange, reply: StubReply, answer: StubAnswer): Promise<void> {
  const { wire, clock, gone, call } = exchange;
  // Rendered first: a usage that the protocol cannot express must fail before anything is sent.
  const body = wire.completeBody(answer);
  const laterTokens = Math.max(0, answer.tokens.length - 1);
  await pause(clock, (reply.firstTokenMs ?? 0) + (reply.interTokenMs ?? 0) * laterTokens, gone);
  if (gone.aborted) return;
  if (!answer.isUsageOmitted) call.usage = answer.usage;
  const half = Math.floor(JSON.stringify(body).length / 2);
  const conditions = reply.cutAfterTokens === undefined ? reply : { ...reply, cutAfterBytes: half };
  await sendJson(exchange, { status: 200, body, headers: {} }, conditions);
}

async function streamAnswer(exchange: Exchange, reply: StubReply, answer: StubAnswer): Promise<void> {
  const { wire, response, call, request } = exchange;
  const [...frames] = wire.streamFrames(answer);
  const type = wire.streamType?.(request) ?? "text/event-stream; charset=utf-8";
  const writer = openBody(exchange, reply, { status: 200, type, headers: { "cache-control": "no-cache" } });
  response.flushHeaders();
  for (const frame of frames) {
    if (await isStopped(exchange, { reply, frame, writer })) return;
    await writer.write(frame.text);
    if (frame.isToken && writer.isWhole) call.tokensSent += 1;
    if (frame.carriesUsage && writer.isWhole) call.usage = answer.usage;
    if (writer.isCut) return;
  }
  await writer.end();
}

interface StreamStep {
  readonly reply: StubReply;
  readonly frame: WireFrame;
  readonly writer: BodyWriter;
}

/** Waits for the frame's time; true when the stream is over instead, by script or because the client is gone. */
async function isStopped(exchange: Exchange, { reply, frame, writer }: StreamStep): Promise<boolean> {
  const { call, clock, gone } = exchange;
  const { isToken } = frame;
  const isInAnswer = isToken || call.tokensSent > 0;
  if (isInAnswer && call.tokensSent === reply.cutAfterTokens) {
    await writer.flush();
    exchange.cut();
    return true;
  }
  if (isInAnswer && call.tokensSent === reply.failAfterTokens) {
    await writer.write(errorFrame(exchange, reply).text);
    await writer.end();
    return true;
  }
  if (isInAnswer && call.tokensSent === reply.hangAfterTokens) {
    await writer.flush();
    await aborted(gone);
  }
  const waitMs = call.tokensSent === 0 ? reply.firstTokenMs : reply.interTokenMs;
  if (isToken) await pause(clock, waitMs ?? 0, gone);
  return gone.aborted;
}

function errorFrame({ wire, request }: Exchange, reply: StubReply): WireFrame {
  const body = failureBody(wire, request, reply);
  return wire.errorFrame?.(body, request) ?? dataFrame(body);
}

interface BodyHead {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Writes the head of the answer; the body follows through the writer, which also keeps it for the books. */
function openBody(exchange: Exchange, reply: StubReply, head: BodyHead): BodyWriter {
  const { response, call, wire, request, cut } = exchange;
  const headers = {
    "content-type": head.type,
    ...requestIdHeader(wire, request),
    ...(reply.gzip === true ? { "content-encoding": "gzip" } : {}),
    ...head.headers,
    ...reply.responseHeaders,
  };
  call.status = head.status;
  call.responseHeaders = headers;
  response.writeHead(head.status, headers);
  return new BodyWriter(reply, {
    write(bytes) {
      call.bytes?.response.push(bytes);
      return written(response, bytes);
    },
    end(bytes) {
      if (bytes !== undefined && bytes.length > 0) call.bytes?.response.push(bytes);
      response.end(bytes);
    },
    cut() {
      // A whole answer says its usage at its end, which is not reached now.
      if (!request.isStreaming) delete call.usage;
      cut();
    },
  });
}

/**
 * Resolves when the data has been handed to the system, or cannot be any more: Node holds writes back until the next
 * tick, and a cut would swallow what is still held.
 */
function written(response: ServerResponse, data: Uint8Array): Promise<void> {
  return new Promise((resolve) => response.write(data, () => resolve()));
}

function requestIdHeader({ vendor }: Wire, { id }: StubRequest): Record<string, string> {
  switch (vendor) {
    case "openai":
      return { "x-request-id": `req_stub_${id}` };
    case "anthropic":
      return { "request-id": `req_stub_${id}` };
    case "google":
    case "ollama":
      return {};
  }
}
