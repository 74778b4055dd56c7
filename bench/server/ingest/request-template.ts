import { randomBytes } from "node:crypto";
import type { Attributes } from "@opentelemetry/api";
import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";

/** How spans are put into requests. */
export const WIRES = ["otlp-protobuf", "otlp-json", "native"] as const;

export type Wire = (typeof WIRES)[number];

/** Makes requests whose spans differ in their ids, from one that was encoded once: making them must cost little. */
export interface RequestTemplate {
  readonly path: string;
  readonly contentType: string;
  readonly bytes: number;
  /** A body with ids of its own. */
  next(): Buffer;
}

/** Where a hex or binary id of the template has to be written. */
interface Place {
  readonly offset: number;
  readonly id: number;
}

/** A template of `spans` spans: of every five one root, one retriever, and three model calls with messages. */
export function requestTemplate(wire: Wire, spans: number): RequestTemplate {
  const ids = Array.from({ length: spans }, (_, index) => (index + 1).toString(16).padStart(16, "fade5eed"));
  const body = encoded(wire, ids);
  const isBinary = wire === "otlp-protobuf";
  const places = ids.flatMap((id, index) =>
    placesOf(body, Buffer.from(id, isBinary ? "hex" : "latin1"), index),
  );
  return {
    path: wire === "native" ? "/v1/spans" : "/v1/traces",
    contentType: {
      "otlp-protobuf": "application/x-protobuf",
      "otlp-json": "application/json",
      native: "application/x-ndjson",
    }[wire],
    bytes: body.length,
    next() {
      const copy = Buffer.from(body);
      const fresh = randomBytes(spans * 8);
      for (const { offset, id } of places) {
        if (isBinary) fresh.copy(copy, offset, id * 8, id * 8 + 8);
        else copy.write(fresh.toString("hex", id * 8, id * 8 + 8), offset, "latin1");
      }
      return copy;
    },
  };
}

function placesOf(body: Buffer, mark: Buffer, id: number): Place[] {
  const places: Place[] = [];
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + 1)) places.push({ offset: at, id });
  return places;
}

function encoded(wire: Wire, ids: readonly string[]): Buffer {
  if (wire === "native")
    return Buffer.from(ids.map((id, index) => JSON.stringify(recordOf(id, index, ids))).join("\n"));
  const spans = ids.map((id, index) => spanOf(id, index, ids));
  const serializer = wire === "otlp-json" ? JsonTraceSerializer : ProtobufTraceSerializer;
  return Buffer.from(serializer.serializeRequest(spans) ?? []);
}

const SPANS_OF_A_TRACE = 5;
interface Step {
  readonly place: number;
  readonly root: string;
  readonly isRoot: boolean;
  readonly kind: "chain" | "retriever" | "llm";
  readonly name: string;
}

function stepOf(index: number, ids: readonly string[]): Step {
  const place = index % SPANS_OF_A_TRACE;
  const root = ids[index - place] ?? "";
  const kind = place === 0 ? "chain" : place === 1 ? "retriever" : "llm";
  return { place, root, isRoot: place === 0, kind, name: kind === "llm" ? "chat gpt-4o" : kind };
}

function spanOf(id: string, index: number, ids: readonly string[]): ReadableSpan {
  const { root, isRoot, kind, name } = stepOf(index, ids);
  const now = Date.now();
  const start: [number, number] = [Math.floor(now / 1000) - (index % 60), (index * 1000) % 1e9];
  const duration: [number, number] = [1, 250_000_000];
  const context = { traceId: `${root}${root}`, spanId: id, traceFlags: 1 };
  return {
    name,
    kind: 2,
    spanContext: () => context,
    ...(!isRoot && { parentSpanContext: { ...context, spanId: root } }),
    startTime: start,
    endTime: [start[0] + duration[0], start[1]],
    duration,
    status: { code: 1 },
    attributes: attributesOf(kind, index),
    links: [],
    events: [],
    ended: true,
    resource: resourceFromAttributes({
      "service.name": "bench",
      "deployment.environment.name": "production",
    }),
    instrumentationScope: { name: "bench", version: "1" },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function attributesOf(kind: Step["kind"], index: number): Attributes {
  const who = { "user.id": `user-${index % 200}`, "session.id": `session-${index % 400}` };
  if (kind !== "llm")
    return { ...who, "gen_ai.operation.name": kind === "chain" ? "invoke_workflow" : "retrieval" };
  return {
    ...who,
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": index % 2 === 0 ? "gpt-4o" : "gpt-4o-mini",
    "gen_ai.response.model": index % 2 === 0 ? "gpt-4o-2024-08-06" : "gpt-4o-mini-2024-07-18",
    "gen_ai.response.id": `chatcmpl-${index}`,
    "gen_ai.response.finish_reasons": ["stop"],
    "gen_ai.usage.input_tokens": 900 + (index % 700),
    "gen_ai.usage.output_tokens": 120 + (index % 90),
    "gen_ai.usage.cache_read.input_tokens": 512,
    "server.address": "api.openai.com",
  };
}

function recordOf(id: string, index: number, ids: readonly string[]): object {
  const { root, isRoot, kind, name } = stepOf(index, ids);
  const startTime = new Date(Date.now() - (index % 60) * 1000).toISOString().replace("Z", "000Z");
  return {
    v: 1,
    traceId: `${root}${root}`,
    spanId: id,
    ...(!isRoot && { parentSpanId: root }),
    service: "bench",
    environment: "production",
    kind,
    name,
    startTime,
    durationMs: 1250.5,
    status: "ok",
    userId: `user-${index % 200}`,
    sessionId: `session-${index % 400}`,
    ...(kind === "llm" && {
      provider: "openai",
      requestModel: index % 2 === 0 ? "gpt-4o" : "gpt-4o-mini",
      usage: { inputTokens: 900 + (index % 700), outputTokens: 120 + (index % 90), cacheReadTokens: 512 },
      usageSource: "reported",
    }),
  };
}
