import type { IncomingMessage, ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { type LoopbackServer, startLoopbackServer } from "@breakwater/testkit/loopback-server";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createHttpSpanSender } from "./http-span-sender.ts";
import type { SpanSender } from "./span-sender.ts";

const LINES = Buffer.from('{"v":1}\n{"v":2}\n');
const clock = createFakeClock();

let server: LoopbackServer;
let sender: SpanSender;
let handle: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;
beforeEach(async () => {
  server = await startLoopbackServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    handle(request, response, Buffer.concat(parts));
  });
  sender = createHttpSpanSender({ url: `${server.url}/base/`, key: "bw_key", project: "shop" }, clock);
});
afterEach(async () => {
  sender.close();
  await server.close();
});

/** Answers every request alike. */
function answer(status: number, body: string, headers: Record<string, string> = {}): void {
  handle = (_request, response) => response.writeHead(status, headers).end(body);
}

describe("a request", () => {
  test("carries the lines, compressed, with key and project, to v1/spans below the address", async () => {
    const seen: unknown[] = [];
    handle = (request, response, body) => {
      const { "x-api-key": key, "x-breakwater-project": project } = request.headers;
      seen.push([request.method, request.url, key, project, gunzipSync(body).toString("utf8")]);
      response.end('{"accepted":2,"rejected":{}}');
    };
    expect(await sender.send(LINES, 2)).toEqual({ type: "stored" });
    expect(seen).toEqual([["POST", "/base/v1/spans", "bw_key", "shop", LINES.toString("utf8")]]);
  });

  test("goes over the connection of the one before, and over a new one when that was closed meanwhile", async () => {
    const ports: (number | undefined)[] = [];
    let isBroken = false;
    handle = (request, response) => {
      ports.push(request.socket.remotePort);
      if (isBroken) request.socket.destroy();
      else response.end('{"accepted":2,"rejected":{}}');
      isBroken = false;
    };
    await sender.send(LINES, 2);
    await sender.send(LINES, 2);
    expect(ports[1]).toBe(ports[0]);
    isBroken = true;
    expect(await sender.send(LINES, 2)).toEqual({ type: "stored" });
    expect(ports[3]).not.toBe(ports[2]);
  });
});

describe("an answer", () => {
  const ADDRESS = "is this the address of a Breakwater server?";
  test.each<[string, number, string, object]>([
    ["stored", 200, '{"accepted":2,"rejected":{}}', { type: "stored" }],
    ["a part", 200, '{"accepted":1,"rejected":{"malformed":1}}', { type: "malformed", reason: "malformed" }],
    [
      "less than was sent, without a reason",
      200,
      '{"accepted":1,"rejected":{}}',
      { type: "malformed", reason: "fewer records were taken than were sent" },
    ],
    [
      "another program's 200",
      200,
      "<html>Welcome</html>",
      { type: "refused", reason: "HTTP 200, but not the answer of a Breakwater server" },
    ],
    [
      "400 of ours",
      400,
      '{"error":"The body is bad."}',
      { type: "malformed", reason: "HTTP 400: The body is bad." },
    ],
    ["400 of another", 400, "Bad Request", { type: "refused", reason: `HTTP 400; ${ADDRESS}` }],
    ["no key", 401, '{"error":{"message":"no key"}}', { type: "refused", reason: "HTTP 401: no key" }],
    ["forbidden", 403, "", { type: "refused", reason: "HTTP 403" }],
    ["not found", 404, "", { type: "refused", reason: `HTTP 404; ${ADDRESS}` }],
    ["moved", 302, "", { type: "refused", reason: `HTTP 302; ${ADDRESS}` }],
    ["too large", 413, "<html>", { type: "too-large", reason: "HTTP 413" }],
    ["too many", 429, "", { type: "busy", reason: "HTTP 429", retryAfterMs: 7_000 }],
    ["broken", 500, "", { type: "busy", reason: "HTTP 500", retryAfterMs: 7_000 }],
    ["busy", 503, '{"error":"busy"}', { type: "busy", reason: "HTTP 503: busy", retryAfterMs: 7_000 }],
  ])("%s (%i)", async (_what, status, body, outcome) => {
    answer(status, body, { "retry-after": "7" });
    expect(await sender.send(LINES, 2)).toEqual(outcome);
  });

  test("that does not come is waited for 30 seconds", async () => {
    const { promise: isAsked, resolve } = Promise.withResolvers<void>();
    handle = () => resolve();
    const sent = sender.send(LINES, 2);
    await isAsked;
    await clock.advance(30_000);
    expect(await sent).toEqual({ type: "timeout", reason: "no answer within 30 s" });
  });

  test("that breaks off half-way is none", async () => {
    handle = (_request, response) => {
      response.writeHead(200, { "content-length": "1000" }).write('{"accepted":2');
      response.destroy();
    };
    expect(await sender.send(LINES, 2)).toMatchObject({ type: "unreachable" });
  });
});

test("nobody listens", async () => {
  await server.close();
  expect(await sender.send(LINES, 2)).toEqual({ type: "unreachable", reason: "ECONNREFUSED" });
  server = await startLoopbackServer(() => {});
});

test("closing breaks off what is being sent, and leaves no timer", async () => {
  const { promise: isAsked, resolve } = Promise.withResolvers<void>();
  handle = () => resolve();
  const sent = sender.send(LINES, 2);
  await isAsked;
  sender.close();
  expect(await sent).toMatchObject({ type: "unreachable" });
  expect(clock.pendingTimers).toBe(0);
});
