import type { ServerResponse } from "node:http";
import type { Clock } from "@breakwater/core/time/clock";
import type { JsonObject } from "../json-value.ts";
import { aborted, pause } from "./pause.ts";
import { failureAnswer } from "./provider-failure.ts";
import type { OpenCall } from "./served-calls.ts";
import { resolveAnswer, type StubAnswer } from "./stub-answer.ts";
import type { StubReply } from "./stub-reply.ts";
import type { StubRequest } from "./stub-request.ts";
import type { Wire, WireFrame } from "./wire.ts";

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
  const failure = failureAnswer(wire, request, reply);
  if (failure !== undefined) {
    sendJson(exchange, failure.status, failure);
    return;
  }
  const answer = resolveAnswer(request, reply, clock.now());
  call.plannedUsage = answer.usage;
  if (request.isStreaming) await streamAnswer(exchange, reply, answer);
  else await sendAnswer(exchange, reply, answer);
}

/** Writes a whole JSON answer and ends the response. */
export function sendJson(
  { response, call, request, wire }: Pick<Exchange, "response" | "call" | "request" | "wire">,
  status: number,
  answer: { readonly body: JsonObject; readonly headers?: Readonly<Record<string, string>> },
): void {
  call.status = status;
  const idHeader = requestIdHeader(wire, request);
  response.writeHead(status, { "content-type": "application/json", ...idHeader, ...answer.headers });
  response.end(JSON.stringify(answer.body));
}

async function sendAnswer(exchange: Exchange, reply: StubReply, answer: StubAnswer): Promise<void> {
  const { wire, clock, gone, response, call } = exchange;
  // Rendered first: a usage that the protocol cannot express must fail before anything is sent.
  const body = wire.completeBody(answer);
  const laterTokens = Math.max(0, answer.tokens.length - 1);
  await pause(clock, (reply.firstTokenMs ?? 0) + (reply.interTokenMs ?? 0) * laterTokens, gone);
  if (gone.aborted) return;
  if (reply.cutAfterTokens !== undefined) {
    const text = Buffer.from(JSON.stringify(body));
    call.status = 200;
    response.writeHead(200, { "content-type": "application/json", "content-length": text.length });
    await written(response, text.subarray(0, text.length / 2));
    exchange.cut();
    return;
  }
  if (!answer.isUsageOmitted) call.usage = answer.usage;
  sendJson(exchange, 200, { body });
}

async function streamAnswer(exchange: Exchange, reply: StubReply, answer: StubAnswer): Promise<void> {
  const { wire, response, call } = exchange;
  const [...frames] = wire.streamFrames(answer);
  call.status = 200;
  const idHeader = requestIdHeader(wire, exchange.request);
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
    ...idHeader,
  });
  response.flushHeaders();
  for (const frame of frames) {
    if (await isStopped(exchange, reply, frame)) return;
    await written(response, frame.text);
    if (frame.isToken) call.tokensSent += 1;
    if (frame.carriesUsage) call.usage = answer.usage;
  }
  response.end();
}

/** Waits for the frame's time; true when the stream is over instead, by script or because the client is gone. */
async function isStopped(exchange: Exchange, reply: StubReply, { isToken }: WireFrame): Promise<boolean> {
  const { call, clock, gone } = exchange;
  const isInAnswer = isToken || call.tokensSent > 0;
  if (isInAnswer && call.tokensSent === reply.cutAfterTokens) {
    exchange.cut();
    return true;
  }
  if (isInAnswer && call.tokensSent === reply.hangAfterTokens) await aborted(gone);
  const waitMs = call.tokensSent === 0 ? reply.firstTokenMs : reply.interTokenMs;
  if (isToken) await pause(clock, waitMs ?? 0, gone);
  return gone.aborted;
}

/**
 * Resolves when the data has been handed to the system, or cannot be any more: Node holds writes back until the next
 * tick, and a cut would swallow what is still held.
 */
function written(response: ServerResponse, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => response.write(data, () => resolve()));
}

function requestIdHeader(wire: Wire, request: StubRequest): Record<string, string> {
  return { [wire.vendor === "openai" ? "x-request-id" : "request-id"]: `req_stub_${request.id}` };
}
