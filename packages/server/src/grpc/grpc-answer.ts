import { constants, type ServerHttp2Stream } from "node:http2";
import { protobufStatus, rpcCodeOf } from "../ingest/otlp/rpc-status.ts";
import type { RequestFailure } from "../ingest/request-failure.ts";
import { framed } from "./grpc-message.ts";

const HEADERS = {
  ":status": 200,
  "content-type": "application/grpc",
  "grpc-accept-encoding": "identity,deflate,gzip,zstd",
} as const;

/** Answers a call with its message. */
export function answerWith(stream: ServerHttp2Stream, message: Buffer): void {
  if (!canAnswer(stream)) return;
  stream.respond(HEADERS, { waitForTrailers: true });
  stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(framed(message));
}

/** Refuses a call. Clients that read no details see the code; `RetryInfo` in them says when sending again helps. */
export function refuse(stream: ServerHttp2Stream, failure: RequestFailure): void {
  refuseWith(stream, {
    ...HEADERS,
    "grpc-status": String(rpcCodeOf(failure)),
    "grpc-message": percentEncoded(failure.message),
    "grpc-status-details-bin": protobufStatus(failure).toString("base64"),
  });
}

/** Refuses what is no call over gRPC, in HTTP's own terms. */
export function refuseOther(stream: ServerHttp2Stream): void {
  refuseWith(stream, { ":status": 415 });
}

/**
 * The whole answer, after which nothing more is read: there may be no end to what a refused client sends.
 * Source: RFC 9113, 8.1, on RST_STREAM with NO_ERROR.
 */
function refuseWith(stream: ServerHttp2Stream, headers: Readonly<Record<string, string | number>>): void {
  if (!canAnswer(stream)) return;
  stream.respond(headers, { endStream: true });
  stream.close(constants.NGHTTP2_NO_ERROR);
}

/** Its client may have given it up, or its connection may be gone. */
function canAnswer({ destroyed, closed, headersSent }: ServerHttp2Stream): boolean {
  return !destroyed && !closed && !headersSent;
}

/** Source: gRPC over HTTP/2, "Status-Message". */
function percentEncoded(text: string): string {
  return text.toWellFormed().replace(/[^\x20-\x24\x26-\x7e]/gu, encodeURIComponent);
}
