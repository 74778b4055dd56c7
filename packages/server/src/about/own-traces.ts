import type { Clock } from "@breakwater/core/time/clock";
import { SpanKind, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { AnsweredRequest } from "./answered-request.ts";
import { OWN_SERVICE, OWN_TRACES_HEADER } from "./own-names.ts";

/** Where the server's own traces go. */
export interface OwnTracesSettings {
  /** Base address of an OTLP receiver over HTTP, such as `http://127.0.0.1:4318`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A receiver that is away holds up a stop no longer. */
const EXPORT_TIMEOUT_MS = 3_000;

/** Routes whose calls say nothing: they come every few seconds. */
const QUIET_ROUTES = new Set(["/healthz", "/readyz", "/metrics"]);

/** A commit of spans, as it ended. */
export interface EndedCommit {
  readonly spans: number;
  readonly seconds: number;
  readonly error?: string;
}

/** What the server does, as OpenTelemetry spans: its requests and its commits. */
export class OwnTraces {
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;
  readonly #clock: Clock;

  constructor({ url, headers }: OwnTracesSettings, clock: Clock) {
    const exporter = new OTLPTraceExporter({
      url: `${url.replace(/\/+$/, "")}/v1/traces`,
      headers: { ...headers, [OWN_TRACES_HEADER]: "1" },
      timeoutMillis: EXPORT_TIMEOUT_MS,
    });
    this.#clock = clock;
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ "service.name": OWN_SERVICE }),
      spanProcessors: [new BatchSpanProcessor({ exporter })],
    });
    this.#tracer = this.#provider.getTracer(OWN_SERVICE);
  }

  /** A request that was answered just now. */
  onRequest({ route, method, status, seconds }: AnsweredRequest): void {
    if (QUIET_ROUTES.has(route)) return;
    const attributes = {
      "http.request.method": method,
      "http.route": route,
      "http.response.status_code": status,
    };
    const error = status >= 500 ? `HTTP ${status}` : undefined;
    this.#ended(`${method} ${route}`, seconds, { kind: SpanKind.SERVER, attributes, error });
  }

  /** Spans were committed just now. */
  onCommit({ spans, seconds, error }: EndedCommit): void {
    const attributes = { "breakwater.commit.spans": spans };
    this.#ended("commit", seconds, { kind: SpanKind.INTERNAL, attributes, error });
  }

  /** Sends what waits, and no more afterwards; never longer than the exporter's own time. */
  async shutdown(): Promise<void> {
    await this.#provider.shutdown().catch(() => {});
  }

  #ended(
    name: string,
    seconds: number,
    told: {
      readonly kind: SpanKind;
      readonly attributes: Readonly<Record<string, string | number>>;
      readonly error: string | undefined;
    },
  ): void {
    const endTime = this.#clock.now();
    const { kind, attributes, error } = told;
    const span = this.#tracer.startSpan(name, {
      kind,
      attributes,
      startTime: endTime - seconds * 1000,
      root: true,
    });
    if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error });
    span.end(endTime);
  }
}
