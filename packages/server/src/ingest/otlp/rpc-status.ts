import type { RequestFailure } from "../request-failure.ts";
import { lengthField, numberField } from "./export-response.ts";

/** Codes of `google.rpc.Code` that OTLP's errors carry. */
const RPC_CODE = {
  invalidArgument: 3,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** The code of `google.rpc.Code` that means what a status of HTTP means. */
export function rpcCodeOf({ status }: Pick<RequestFailure, "status">): number {
  if (status === 401) return RPC_CODE.unauthenticated;
  if (status === 403) return RPC_CODE.permissionDenied;
  if (status === 413 || status === 429) return RPC_CODE.resourceExhausted;
  if (status === 404 || status === 415) return RPC_CODE.unimplemented;
  if (status === 500) return RPC_CODE.internal;
  return status > 500 ? RPC_CODE.unavailable : RPC_CODE.invalidArgument;
}

const RETRY_INFO = Buffer.from("type.googleapis.com/google.rpc.RetryInfo");

/**
 * A `google.rpc.Status` in protobuf: the body of OTLP's error answers over HTTP, and `grpc-status-details-bin` over
 * gRPC. With a time to wait it carries `RetryInfo`, by which OTLP's clients know that sending again helps.
 */
export function protobufStatus(failure: RequestFailure): Buffer {
  const { message, retryAfterSeconds } = failure;
  const fields = [numberField(1, rpcCodeOf(failure)), lengthField(2, Buffer.from(message))];
  if (retryAfterSeconds !== undefined) {
    const delay = numberField(1, Math.ceil(retryAfterSeconds));
    const any = [lengthField(1, RETRY_INFO), lengthField(2, lengthField(1, delay))];
    fields.push(lengthField(3, Buffer.concat(any)));
  }
  return Buffer.concat(fields);
}
