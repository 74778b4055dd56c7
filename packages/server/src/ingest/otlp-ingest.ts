import { textOf } from "@breakwater/core/usage/untyped";
import type { Arrivals } from "./arrivals.ts";
import type { Ingest, IngestReceipt } from "./ingest.ts";
import type { DecodedLogs, OtlpLog } from "./otlp/otlp-log.ts";
import type { DecodedMetrics } from "./otlp/otlp-metric.ts";
import type { DecodedTraces } from "./otlp/otlp-span.ts";

/** Where log records go that may carry messages of a call. */
export interface LogSink {
  /** Resolves when what they carry is stored beside its spans. @throws BusyError (as a rejection) */
  take(logs: readonly OtlpLog[], project: string): Promise<void>;
}

/** What {@link OtlpIngest} hands things on to. */
export interface OtlpIngestParts {
  readonly spans: Ingest;
  readonly logs: LogSink;
  readonly arrivals: Arrivals;
}

/** Takes everything that OTLP can send: spans and messages are stored; other logs and metrics are counted. */
export class OtlpIngest {
  readonly #parts: OtlpIngestParts;

  constructor(parts: OtlpIngestParts) {
    this.#parts = parts;
  }

  /** Resolves when the spans are stored. @throws BusyError (as a rejection) */
  takeTraces(decoded: DecodedTraces, project: string): Promise<IngestReceipt> {
    return this.#parts.spans.takeTraces(decoded, project);
  }

  /** Resolves when the messages that the records carry are stored. @throws BusyError (as a rejection) */
  async takeLogs({ logs, rejected }: DecodedLogs, project: string): Promise<IngestReceipt> {
    const inSpans = logs.filter(({ spanId }) => spanId !== "");
    if (inSpans.length > 0) await this.#parts.logs.take(inSpans, project);
    for (const { eventName: name, resource } of logs) {
      const service = textOf(resource["service.name"]) ?? "";
      this.#parts.arrivals.note({ project, signal: "logs", service, name, count: 1 });
    }
    return { accepted: logs.length, rejected };
  }

  /** Counts them; nothing of a metric is stored. */
  async takeMetrics({ arrivals, rejected }: DecodedMetrics, project: string): Promise<IngestReceipt> {
    let accepted = 0;
    for (const { service, metric: name, points: count } of arrivals) {
      accepted += count;
      this.#parts.arrivals.note({ project, signal: "metrics", service, name, count });
    }
    return { accepted, rejected };
  }
}
