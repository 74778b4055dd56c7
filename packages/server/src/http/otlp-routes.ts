import { type Context, Hono } from "hono";
import { DEFAULT_DECODE_LIMITS } from "../ingest/otlp/decode-limits.ts";
import {
  jsonExportResponse,
  partialSuccessOf,
  protobufExportResponse,
} from "../ingest/otlp/export-response.ts";
import { type OtlpSignal, otlpSignals } from "../ingest/otlp/otlp-signals.ts";
import { protobufStatus, rpcCodeOf } from "../ingest/otlp/rpc-status.ts";
import type { OtlpIngest } from "../ingest/otlp-ingest.ts";
import { failureOf, type RequestFailure } from "../ingest/request-failure.ts";
import { retryHeaders, type SendingRules, takeSent } from "./sending.ts";

const JSON_TYPE = "application/json";
const PROTOBUF_TYPE = "application/x-protobuf";

/**
 * OTLP over HTTP: `/v1/traces`, `/v1/logs`, `/v1/metrics`. The answer speaks the request's own form, errors included:
 * strict exporters refuse any other. Source: the OTLP specification, "OTLP/HTTP Response".
 */
export function otlpRoutes(ingest: OtlpIngest, rules: SendingRules): Hono {
  const app = new Hono();
  for (const signal of otlpSignals(ingest, DEFAULT_DECODE_LIMITS)) {
    app.post(`/v1/${signal.name}`, (context) => answer(context, signal, rules));
  }
  return app;
}

async function answer(context: Context, signal: OtlpSignal, rules: SendingRules): Promise<Response> {
  const type = contentTypeOf(context.req.raw);
  if (type !== JSON_TYPE && type !== PROTOBUF_TYPE && type !== "application/protobuf") {
    const message = `The content type "${type}" is not OTLP's: use ${PROTOBUF_TYPE} or ${JSON_TYPE}.`;
    return errorResponse({ status: 415, message }, JSON_TYPE);
  }
  const isJson = type === JSON_TYPE;
  try {
    const receipt = await takeSent(context, rules, (body, project) => signal.read(body, { isJson, project }));
    const partial = partialSuccessOf(receipt);
    const answer = isJson
      ? JSON.stringify(jsonExportResponse(partial, signal.rejectedField))
      : new Uint8Array(protobufExportResponse(partial));
    return new Response(answer, { headers: { "content-type": type } });
  } catch (error) {
    return errorResponse(failureOf(error, rules.log), type);
  }
}

/** How OTLP is spoken in a request: its content type, without parameters. */
function contentTypeOf(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

function errorResponse(failure: RequestFailure, type: string): Response {
  const { status, message, retryAfterSeconds } = failure;
  return new Response(
    type === JSON_TYPE
      ? JSON.stringify({ code: rpcCodeOf(failure), message })
      : new Uint8Array(protobufStatus(failure)),
    { status, headers: { "content-type": type, ...retryHeaders(retryAfterSeconds) } },
  );
}
