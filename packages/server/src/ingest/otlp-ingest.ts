import { textOf } from "@breakwater/core/usage/untyped";
import type { Arrival, Arrivals } from "./arrivals.ts";
import { estimatedBytes } from "./body/estimated-bytes.ts";
import type { ReadyRequest } from "./body/take-request.ts";
import { dialectOfName } from "./dialect-of-name.ts";
import type { Ingest } from "./ingest.ts";
import { type IngestObserver, NO_OBSERVER } from "./ingest-observer.ts";
import type { IngestReceipt } from "./ingest-receipt.ts";
import type { DecodedLogs, OtlpLog } from "./otlp/otlp-log.ts";
import type { DecodedMetrics } from "./otlp/otlp-metric.ts";
import type { DecodedTraces } from "./otlp/otlp-span.ts";

/** Where log records go that may carry messages of a call. */
export interface LogSink {
  /**
   * Resolves when what they carry is stored beside its spans, with those that carried something.
   * @throws BusyError (as a rejection)
   */
  take(logs: readonly OtlpLog[], project: string): Promise<ReadonlySet<OtlpLog>>;
}

/** What {@link OtlpIngest} hands things on to. */
export interface OtlpIngestParts {
  readonly spans: Ingest;
  readonly logs: LogSink;
  readonly arrivals: Arrivals;
  readonly observer?: IngestObserver;
}

/** Takes everything that OTLP can send: spans and messages are stored; other logs and metrics are counted. */
export class OtlpIngest {
  readonly #parts: OtlpIngestParts;

  constructor(parts: OtlpIngestParts) {
    this.#parts = parts;
  }

  /** Learns what becomes of what arrives. */
  get observer(): IngestObserver {
    return this.#parts.observer ?? NO_OBSERVER;
  }

  /** The spans as they are to be stored. */
  readTraces(decoded: DecodedTraces, project: string): ReadyRequest<IngestReceipt> {
    return this.#parts.spans.readTraces(decoded, project);
  }

  /** The messages that the records carry are stored; other records are counted. */
  readLogs(decoded: DecodedLogs, project: string): ReadyRequest<IngestReceipt> {
    let bytes = 0;
    for (const { spanId, body, attributes } of decoded.logs) {
      if (spanId !== "") bytes += estimatedBytes(body) + estimatedBytes(attributes);
    }
    return { bytes, store: () => this.#storeLogs(decoded, project) };
  }

  async #storeLogs({ logs, rejected }: DecodedLogs, project: string): Promise<IngestReceipt> {
    const inSpans = logs.filter(({ spanId }) => spanId !== "");
    const used = inSpans.length > 0 ? await this.#parts.logs.take(inSpans, project) : new Set();
    for (const log of logs) {
      if (used.has(log)) continue;
      const service = textOf(log.resource["service.name"]) ?? "";
      this.#noteUnused({ project, signal: "logs", service, name: log.eventName, count: 1 });
    }
    return { accepted: logs.length, rejected };
  }

  /** Counts them; nothing of a metric is stored. */
  readMetrics({ arrivals, rejected }: DecodedMetrics, project: string): ReadyRequest<IngestReceipt> {
    let accepted = 0;
    for (const { service, metric: name, points: count } of arrivals) {
      accepted += count;
      this.#noteUnused({ project, signal: "metrics", service, name, count });
    }
    return { bytes: 0, store: async () => ({ accepted, rejected }) };
  }

  #noteUnused(arrived: Omit<Arrival, "dialect" | "lastAt">): void {
    const dialect = dialectOfName(arrived.name);
    this.#parts.arrivals.note({ ...arrived, dialect });
    this.observer.onUnused({ signal: arrived.signal, dialect, count: arrived.count });
  }
}
