import { Hono } from "hono";
import type { Ingest } from "../ingest/ingest.ts";
import { DEFAULT_DECODE_LIMITS } from "../ingest/otlp/decode-limits.ts";
import {
  jsonExportResponse,
  partialSuccessOf,
  protobufExportResponse,
  protobufStatus,
} from "../ingest/otlp/export-response.ts";
import { readTraces } from "../ingest/otlp/read-traces.ts";
import { readTracesJson } from "../ingest/otlp/read-traces-json.ts";
import { DEFAULT_PROJECT } from "../storage/span-row.ts";
import { DEFAULT_BODY_LIMITS, readBody } from "./request-body.ts";
import { failureOf } from "./request-failure.ts";

const JSON_TYPE = "application/json";
const PROTOBUF_TYPE = "application/x-protobuf";

/** How OTLP is spoken in a request: its content type, without parameters. */
function contentTypeOf(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/**
 * OTLP over HTTP. The answer speaks the request's own form, errors included: strict exporters refuse any other.
 * Source: the OTLP specification, "OTLP/HTTP Response".
 */
export function otlpRoutes(ingest: Ingest): Hono {
  const app = new Hono();
  app.post("/v1/traces", async ({ req: { raw } }) => {
    const type = contentTypeOf(raw);
    if (type !== JSON_TYPE && type !== PROTOBUF_TYPE && type !== "application/protobuf") {
      const message = `The content type "${type}" is not OTLP's: use ${PROTOBUF_TYPE} or ${JSON_TYPE}.`;
      return errorResponse({ status: 415, message }, JSON_TYPE);
    }
    const isJson = type === JSON_TYPE;
    try {
      const body = await readBody(raw, DEFAULT_BODY_LIMITS);
      const decoded = isJson
        ? readTracesJson(body.toString("utf8"), DEFAULT_DECODE_LIMITS)
        : readTraces(body, DEFAULT_DECODE_LIMITS);
      const partial = partialSuccessOf(await ingest.takeTraces(decoded, DEFAULT_PROJECT));
      const answer = isJson
        ? JSON.stringify(jsonExportResponse(partial, "rejectedSpans"))
        : new Uint8Array(protobufExportResponse(partial));
      return new Response(answer, { headers: { "content-type": type } });
    } catch (error) {
      return errorResponse(failureOf(error), type);
    }
  });
  return app;
}

interface Failure {
  readonly status: number;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

/** Codes of `google.rpc.Code` that OTLP's error bodies carry. */
const INVALID_ARGUMENT = 3;
const UNAVAILABLE = 14;

function errorResponse({ status, message, retryAfterSeconds }: Failure, type: string): Response {
  const code = status >= 500 || status === 429 ? UNAVAILABLE : INVALID_ARGUMENT;
  return new Response(
    type === JSON_TYPE ? JSON.stringify({ code, message }) : new Uint8Array(protobufStatus(code, message)),
    {
      status,
      headers: {
        "content-type": type,
        ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
      },
    },
  );
}
