import { once } from "node:events";
import { type ClientHttp2Session, connect, constants, createServer } from "node:http2";
import { type AddressInfo, connect as connectSocket } from "node:net";
import { status } from "@grpc/grpc-js";
import { afterEach, expect, it } from "vitest";
import { GrpcBed, KEY_OF_SHOP, MAX_MESSAGE_BYTES, spanRequest, TRACES } from "../testing/grpc-bed.ts";
import { answerWith, refuse } from "./grpc-answer.ts";
import { framed } from "./grpc-message.ts";

const NEVER = { askAfterMs: 1e8, answerWithinMs: 1e8, closeAfterMs: 1e9 };

const atEnd: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of atEnd.splice(0).reverse()) await end();
});

async function openBed(more: Parameters<typeof GrpcBed.open>[0] = {}): Promise<GrpcBed> {
  const bed = await GrpcBed.open(more);
  atEnd.push(() => bed.close());
  return bed;
}

function rawClient(url: string): ClientHttp2Session {
  const session = connect(url);
  session.on("error", () => {});
  atEnd.push(() => session.destroy());
  return session;
}

function callOn(session: ClientHttp2Session, headers: Readonly<Record<string, string>>) {
  const stream = session.request({ ":method": "POST", ":path": TRACES, ...headers });
  stream.on("error", () => {});
  return stream;
}

const GRPC = { "content-type": "application/grpc" };

it.each([
  ["without a key", GRPC, { "grpc-status": String(status.UNAUTHENTICATED) }],
  [
    "of a method that is not there",
    { ...GRPC, ":path": "/none" },
    { "grpc-status": String(status.UNIMPLEMENTED) },
  ],
  ["that is none over gRPC", { "content-type": "text/plain" }, { ":status": 415 }],
  ["with a message that is no whole one", { ...GRPC, "x-api-key": KEY_OF_SHOP }, { "grpc-status": "3" }],
])("closes a call %s once it is answered, however much is still to come", async (_, headers, expected) => {
  const bed = await openBed();
  const session = rawClient(bed.url);
  const stream = callOn(session, headers);
  let sent = 0;
  const sendMore = () => {
    while (!stream.closed && stream.write(Buffer.alloc(16_384, 1))) sent += 16_384;
  };
  stream.on("drain", sendMore).resume();
  sendMore();
  const answered = once(stream, "response");
  const closed = once(stream, "close");
  expect((await answered)[0]).toMatchObject(expected);
  await closed;
  expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR);
  expect(sent).toBeLessThan(5_000_000);
  expect(bed.memory.heldBytes).toBe(0);
  // The connection goes on.
  const next = callOn(session, { ...GRPC, "x-api-key": KEY_OF_SHOP });
  next.end(framed(spanRequest(1)));
  next.resume();
  await once(next, "close");
  expect(bed.committed).toHaveLength(1);
});

it("refuses a real client's large messages one after the other, and it reads why", async () => {
  const bed = await openBed();
  const codes: number[] = [];
  for (const headers of [{}, { "x-api-key": "reader" }, { "x-api-key": KEY_OF_SHOP }]) {
    codes.push((await bed.send(TRACES, Buffer.alloc(5_000_000), headers)).code);
  }
  expect(codes).toEqual([status.UNAUTHENTICATED, status.PERMISSION_DENIED, status.RESOURCE_EXHAUSTED]);
  expect(bed.answered.map(([, code]) => code)).toEqual([401, 403, 413]);
  expect((await bed.send(TRACES, spanRequest(1))).code).toBe(status.OK);
});

it("refuses a message by what its prefix says, before it is sent", async () => {
  const bed = await openBed();
  const stream = callOn(rawClient(bed.url), { ...GRPC, "x-api-key": KEY_OF_SHOP });
  stream.write(framed(Buffer.alloc(MAX_MESSAGE_BYTES + 1)).subarray(0, 5));
  const [headers] = await once(stream, "response");
  expect(headers["grpc-status"]).toBe(String(status.RESOURCE_EXHAUSTED));
});

it("holds what a prefix says that will come, and gives it back when the client goes", async () => {
  const bed = await openBed();
  const stream = callOn(rawClient(bed.url), { ...GRPC, "x-api-key": KEY_OF_SHOP });
  stream.write(framed(Buffer.alloc(9_000)).subarray(0, 100));
  await expect.poll(() => bed.memory.heldBytes).toBe(9_000);
  stream.close(constants.NGHTTP2_CANCEL);
  await expect.poll(() => bed.memory.heldBytes).toBe(0);
  await expect.poll(() => bed.answered).toEqual([[TRACES, 400]]);
  expect(bed.logged).toEqual([]);
});

it("stores what a client sent that did not wait for the answer", async () => {
  const bed = await openBed();
  const stored = Promise.withResolvers<void>();
  bed.gate = stored.promise;
  const stream = callOn(rawClient(bed.url), { ...GRPC, "x-api-key": KEY_OF_SHOP });
  stream.end(framed(spanRequest(1)));
  await expect.poll(() => bed.memory.heldBytes).toBeGreaterThan(100);
  stream.close(constants.NGHTTP2_CANCEL);
  await once(stream, "close");
  stored.resolve();
  await expect.poll(() => bed.answered).toEqual([[TRACES, 200]]);
  expect([bed.committed.length, bed.memory.heldBytes, bed.logged]).toEqual([1, 0, []]);
});

it("answers nothing on a stream that is closed and not gone yet", async () => {
  const server = createServer();
  const outcome = new Promise<unknown>((resolve) =>
    server.on("stream", (stream) => {
      stream.on("error", () => {});
      stream.close(constants.NGHTTP2_CANCEL);
      expect(stream.destroyed).toBe(false);
      try {
        answerWith(stream, Buffer.alloc(0));
        refuse(stream, { status: 503, message: "later" });
        resolve("nothing thrown");
      } catch (error) {
        resolve(error);
      }
    }),
  );
  server.listen(0, "127.0.0.1");
  atEnd.push(() => server.close());
  await once(server, "listening");
  callOn(rawClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), GRPC).end();
  expect(await outcome).toBe("nothing thrown");
});

it("lets a batch through without asking for leave every 64 KB", async () => {
  const bed = await openBed();
  const session = rawClient(bed.url);
  const [settings] = await once(session, "remoteSettings");
  expect(settings).toMatchObject({ initialWindowSize: 262_144, maxConcurrentStreams: 100 });
  await expect.poll(() => session.state.remoteWindowSize).toBe(1_048_576);
});

it("keeps a silent connection whose client is there", async () => {
  const bed = await openBed({ silence: { ...NEVER, askAfterMs: 10 } });
  const session = rawClient(bed.url);
  for (let asked = 0; asked < 3; asked += 1) await once(session, "ping");
  const stream = callOn(session, { ...GRPC, "x-api-key": KEY_OF_SHOP });
  stream.end(framed(spanRequest(1)));
  stream.resume();
  await once(stream, "close");
  expect(bed.committed).toHaveLength(1);
});

it("asks a client to come anew that has made no call for long", async () => {
  const bed = await openBed({ silence: { ...NEVER, askAfterMs: 10, closeAfterMs: 30 } });
  const session = rawClient(bed.url);
  const [code] = await once(session, "goaway");
  expect(code).toBe(constants.NGHTTP2_NO_ERROR);
});

it("keeps a connection whose call waits to be stored, however long", async () => {
  const bed = await openBed({ silence: { ...NEVER, askAfterMs: 10, closeAfterMs: 20 } });
  const stored = Promise.withResolvers<void>();
  bed.gate = stored.promise;
  const session = rawClient(bed.url);
  const stream = callOn(session, { ...GRPC, "x-api-key": KEY_OF_SHOP });
  stream.end(framed(spanRequest(1)));
  for (let asked = 0; asked < 5; asked += 1) await once(session, "ping");
  const answered = once(stream, "response");
  stored.resolve();
  expect((await answered)[0][":status"]).toBe(200);
  stream.resume();
});

it("cuts a connection whose client does not answer", async () => {
  const bed = await openBed({ silence: { ...NEVER, askAfterMs: 10, answerWithinMs: 10 } });
  const socket = connectSocket(Number(new URL(bed.url).port), "127.0.0.1");
  atEnd.push(() => socket.destroy());
  const emptySettings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
  socket.write(Buffer.concat([Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), emptySettings]));
  socket.resume();
  await once(socket, "close");
});
