/** How an application sends its spans. */
export type Transport = "http/protobuf" | "http/json" | "grpc";

/** Where to, and how. */
export interface ExporterSettings {
  readonly transport: Transport;
  /** Where the transport is taken: of gRPC the bare address, of HTTP the base of `/v1/traces`. */
  readonly url: string;
  readonly compression: "none" | "gzip";
}

/** What an exporter says of a batch. */
export interface ExportResult {
  readonly isSent: boolean;
  readonly reason?: string;
}

/** The real exporters of one line of OpenTelemetry's SDK. A batch is what its SDK hands to its exporters. */
export interface ExporterLine<Batch> {
  /** Finished spans of chats with a model, each with ids of its own. */
  makeChats(count: number): Batch;
  /** The first span of a batch. */
  placeOf(batch: Batch): SpanPlace;
  openTraces(settings: ExporterSettings): TraceExporter<Batch>;
  /** Writes one event inside a span of the batch, and sends it over HTTP. */
  sendEvent(batch: Batch, event: SentEvent, url: string): Promise<void>;
}

/** Which span. */
export interface SpanPlace {
  readonly traceId: string;
  readonly spanId: string;
}

/** An event as an instrumentation logs it. */
export interface SentEvent {
  readonly name: string;
  readonly body: { readonly [key: string]: string };
}

/** One exporter. */
export interface TraceExporter<Batch> {
  send(batch: Batch): Promise<ExportResult>;
  shutdown(): Promise<void>;
}

/** Attributes of a chat, as the GenAI conventions name them: 11 tokens in, 5 out. */
export const CHAT_ATTRIBUTES = {
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "openai",
  "gen_ai.request.model": "gpt-4o-mini",
  "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
  "gen_ai.usage.input_tokens": 11,
  "gen_ai.usage.output_tokens": 5,
};

/** Sets the compression by the variable that every SDK knows, while `create` runs. */
export function withCompression<T>(compression: ExporterSettings["compression"], create: () => T): T {
  process.env["OTEL_EXPORTER_OTLP_COMPRESSION"] = compression;
  try {
    return create();
  } finally {
    delete process.env["OTEL_EXPORTER_OTLP_COMPRESSION"];
  }
}
