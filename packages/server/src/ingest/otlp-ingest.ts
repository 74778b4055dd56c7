import { textOf } from "@breakwater/core/usage/untyped";
import type { Arrival, Arrivals } from "./arrivals.ts";
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

  /** Resolves when the spans are stored. @throws BusyError (as a rejection) */
  takeTraces(decoded: DecodedTraces, project: string): Promise<IngestReceipt> {
    return this.#parts.spans.takeTraces(decoded, project);
  }

  /** Resolves when the messages that the records carry are stored. @throws BusyError (as a rejection) */
  async takeLogs({ logs, rejected }: DecodedLogs, project: string): Promise<IngestReceipt> {
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
  async takeMetrics({ arrivals, rejected }: DecodedMetrics, project: string): Promise<IngestReceipt> {
    let accepted = 0;
    for (const { service, metric: name, points: count } of arrivals) {
      accepted += count;
      this.#noteUnused({ project, signal: "metrics", service, name, count });
    }
    return { accepted, rejected };
  }

  #noteUnused(arrived: Omit<Arrival, "dialect" | "lastAt">): void {
    const dialect = dialectOfName(arrived.name);
    this.#parts.arrivals.note({ ...arrived, dialect });
    this.observer.onUnused({ signal: arrived.signal, dialect, count: arrived.count });
  }
}
