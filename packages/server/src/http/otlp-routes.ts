import { type Context, Hono } from "hono";
import { addressOf } from "../access/address-of.ts";
import { type Authenticate, admitEveryone, credentialsOf } from "../ingest/authenticate.ts";
import { DEFAULT_DECODE_LIMITS } from "../ingest/otlp/decode-limits.ts";
import {
  jsonExportResponse,
  partialSuccessOf,
  protobufExportResponse,
} from "../ingest/otlp/export-response.ts";
import { type OtlpSignal, otlpSignals } from "../ingest/otlp/otlp-signals.ts";
import type { DecodeLimits } from "../ingest/otlp/otlp-span.ts";
import { protobufStatus, type RpcFailure, rpcCodeOf } from "../ingest/otlp/rpc-status.ts";
import type { OtlpIngest } from "../ingest/otlp-ingest.ts";
import { admittedProject } from "../ingest/refused-sender-error.ts";
import { type BodyLimits, DEFAULT_BODY_LIMITS, takeBody } from "./request-body.ts";
import { failureOf } from "./request-failure.ts";

const JSON_TYPE = "application/json";
const PROTOBUF_TYPE = "application/x-protobuf";

/** Who may send, and how much in one request. */
export interface OtlpHttpOptions {
  readonly authenticate?: Authenticate;
  readonly bodyLimits?: BodyLimits;
  readonly decodeLimits?: DecodeLimits;
}

/**
 * OTLP over HTTP: `/v1/traces`, `/v1/logs`, `/v1/metrics`. The answer speaks the request's own form, errors included:
 * strict exporters refuse any other. Source: the OTLP specification, "OTLP/HTTP Response".
 */
export function otlpRoutes(
  ingest: OtlpIngest,
  {
    authenticate = admitEveryone,
    bodyLimits = DEFAULT_BODY_LIMITS,
    decodeLimits = DEFAULT_DECODE_LIMITS,
  }: OtlpHttpOptions = {},
): Hono {
  const app = new Hono();
  for (const signal of otlpSignals(ingest, decodeLimits)) {
    app.post(`/v1/${signal.name}`, (context) => answer(context, { signal, authenticate, bodyLimits }));
  }
  return app;
}

interface Answering {
  readonly signal: OtlpSignal;
  readonly authenticate: Authenticate;
  readonly bodyLimits: BodyLimits;
}

async function answer(context: Context, { signal, authenticate, bodyLimits }: Answering): Promise<Response> {
  const { req } = context;
  const type = contentTypeOf(req.raw);
  if (type !== JSON_TYPE && type !== PROTOBUF_TYPE && type !== "application/protobuf") {
    const message = `The content type "${type}" is not OTLP's: use ${PROTOBUF_TYPE} or ${JSON_TYPE}.`;
    return errorResponse({ status: 415, message }, JSON_TYPE);
  }
  const isJson = type === JSON_TYPE;
  try {
    const project = await admittedProject(
      authenticate,
      credentialsOf((name) => req.header(name), addressOf(context)),
    );
    const receipt = await takeBody(req.raw, bodyLimits, (body) => signal.take(body, { isJson, project }));
    const partial = partialSuccessOf(receipt);
    const answer = isJson
      ? JSON.stringify(jsonExportResponse(partial, signal.rejectedField))
      : new Uint8Array(protobufExportResponse(partial));
    return new Response(answer, { headers: { "content-type": type } });
  } catch (error) {
    return errorResponse(failureOf(error), type);
  }
}

/** How OTLP is spoken in a request: its content type, without parameters. */
function contentTypeOf(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

function errorResponse(failure: RpcFailure, type: string): Response {
  const { status, message, retryAfterSeconds } = failure;
  return new Response(
    type === JSON_TYPE
      ? JSON.stringify({ code: rpcCodeOf(failure), message })
      : new Uint8Array(protobufStatus(failure)),
    {
      status,
      headers: {
        "content-type": type,
        ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
      },
    },
  );
}
