import type { IncomingMessage, ServerResponse } from "node:http";
import { startLoopbackServer } from "@breakwater/testkit/loopback-server";
import { type ProtobufSpan, protobufSpans } from "./protobuf-spans.ts";

/** A value of OTLP/JSON. */
interface JsonValue {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values: readonly JsonValue[] };
}

interface JsonAttribute {
  readonly key: string;
  readonly value: JsonValue;
}

interface JsonSpan extends ProtobufSpan {
  readonly kind: number;
  readonly attributes: readonly JsonAttribute[];
  readonly events?: readonly { readonly name: string }[];
  readonly status: { readonly code?: number; readonly message?: string };
}

interface JsonPoint {
  readonly attributes: readonly JsonAttribute[];
  readonly asDouble?: number;
  readonly asInt?: number | string;
  readonly count?: number | string;
  readonly sum?: number;
  readonly explicitBounds?: readonly number[];
}

interface JsonMetric {
  readonly name: string;
  readonly unit: string;
  readonly histogram?: { readonly dataPoints: readonly JsonPoint[] };
  readonly sum?: { readonly dataPoints: readonly JsonPoint[] };
}

/** A span as it arrived. */
export interface ReceivedSpan extends Omit<JsonSpan, "attributes"> {
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A metric as it arrived, with its newest points. */
export interface ReceivedMetric {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly (Omit<JsonPoint, "attributes"> & {
    readonly attributes: Readonly<Record<string, unknown>>;
  })[];
}

/** A collector that keeps what it is sent. */
export interface OtlpReceiver {
  readonly url: string;
  /** Spans that came as JSON. */
  readonly spans: readonly ReceivedSpan[];
  /** Spans that came as protobuf. */
  readonly protobufSpans: readonly ProtobufSpan[];
  /** The newest state of every metric, by name. */
  readonly metrics: ReadonlyMap<string, ReceivedMetric>;
  /** Everything that came, as text. */
  readonly text: () => string;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 for traces (JSON and protobuf) and metrics (JSON). */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const binary: ProtobufSpan[] = [];
  const metrics = new Map<string, ReceivedMetric>();
  const bodies: Buffer[] = [];
  const take = (path: string, type: string, body: Buffer) => {
    bodies.push(body);
    if (type.includes("protobuf")) binary.push(...protobufSpans(body));
    else if (path === "/v1/traces") spans.push(...jsonSpans(JSON.parse(body.toString("utf8"))));
    else
      for (const metric of jsonMetrics(JSON.parse(body.toString("utf8")))) metrics.set(metric.name, metric);
  };
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const type = request.headers["content-type"] ?? "";
    take(request.url ?? "", type, await bodyOf(request));
    // An exporter is strict about the type of the reply; an empty message is a full success.
    response.writeHead(200, { "content-type": type }).end(type.includes("protobuf") ? "" : "{}");
  };
  const server = await startLoopbackServer((request, response) => void serve(request, response));
  const text = () => Buffer.concat(bodies).toString("latin1");
  return { url: server.url, spans, protobufSpans: binary, metrics, text, close: () => server.close() };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

function jsonSpans(body: {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly JsonSpan[] }[];
  }[];
}): ReceivedSpan[] {
  return body.resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans)
    .map((span) => ({ ...span, attributes: plainAttributes(span.attributes) }));
}

function jsonMetrics(body: {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly { readonly metrics: readonly JsonMetric[] }[];
  }[];
}): ReceivedMetric[] {
  return body.resourceMetrics
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap(({ metrics }) => metrics)
    .map(({ name, unit, histogram, sum }) => ({
      name,
      unit,
      points: (histogram ?? sum ?? { dataPoints: [] }).dataPoints.map((point) => ({
        ...point,
        attributes: plainAttributes(point.attributes),
      })),
    }));
}

function plainAttributes(attributes: readonly JsonAttribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: JsonValue): unknown {
  if (value.arrayValue) return value.arrayValue.values.map(plainValue);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.doubleValue ?? value.boolValue;
}
