import type { ServerHttp2Stream } from "node:http2";
import { protobufStatus, type RpcFailure, rpcCodeOf } from "../ingest/otlp/rpc-status.ts";
import { framed } from "./grpc-message.ts";

const HEADERS = {
  ":status": 200,
  "content-type": "application/grpc",
  "grpc-accept-encoding": "identity,deflate,gzip,zstd",
} as const;

/** Answers a call with its message. */
export function answerWith(stream: ServerHttp2Stream, message: Buffer): void {
  if (stream.destroyed) return;
  stream.respond(HEADERS, { waitForTrailers: true });
  stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(framed(message));
}

/** Refuses a call. Clients that read no details see the code; `RetryInfo` in them says when sending again helps. */
export function refuse(stream: ServerHttp2Stream, failure: RpcFailure): void {
  if (stream.destroyed) return;
  const trailers = {
    "grpc-status": String(rpcCodeOf(failure)),
    "grpc-message": percentEncoded(failure.message),
    "grpc-status-details-bin": protobufStatus(failure).toString("base64"),
  };
  stream.respond({ ...HEADERS, ...trailers }, { endStream: true });
  // What is still being sent is read and forgotten, or the connection would stall for its other calls.
  stream.resume();
}

/** Source: gRPC over HTTP/2, "Status-Message". */
function percentEncoded(text: string): string {
  return text.toWellFormed().replace(/[^\x20-\x24\x26-\x7e]/gu, encodeURIComponent);
}
