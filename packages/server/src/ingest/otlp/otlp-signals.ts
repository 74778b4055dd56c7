import type { IngestReceipt } from "../ingest.ts";
import type { OtlpIngest } from "../otlp-ingest.ts";
import type { DecodeLimits } from "./otlp-span.ts";
import { readLogs } from "./read-logs.ts";
import { readLogsJson } from "./read-logs-json.ts";
import { readMetrics } from "./read-metrics.ts";
import { readMetricsJson } from "./read-metrics-json.ts";
import { readTraces } from "./read-traces.ts";
import { readTracesJson } from "./read-traces-json.ts";

/** How a body is written, and for which project it came. */
export interface SentBody {
  readonly isJson: boolean;
  readonly project: string;
}

/** One of the three things that OTLP carries; HTTP and gRPC take them alike. */
export interface OtlpSignal {
  readonly name: "traces" | "logs" | "metrics";
  /** Full name of its gRPC service, which has one method, `Export`. */
  readonly service: string;
  /** What its partial success calls the number of those not taken. */
  readonly rejectedField: "rejectedSpans" | "rejectedLogRecords" | "rejectedDataPoints";
  /** Resolves when it is stored. @throws MalformedRequestError, BusyError (as rejections) */
  take(body: Buffer, sent: SentBody): Promise<IngestReceipt>;
}

/** The signals of OTLP, read within limits. */
export function otlpSignals(ingest: OtlpIngest, limits: DecodeLimits): readonly OtlpSignal[] {
  return [
    {
      name: "traces",
      service: "opentelemetry.proto.collector.trace.v1.TraceService",
      rejectedField: "rejectedSpans",
      take: async (body, { isJson, project }) =>
        ingest.takeTraces(
          isJson ? readTracesJson(body.toString(), limits) : readTraces(body, limits),
          project,
        ),
    },
    {
      name: "logs",
      service: "opentelemetry.proto.collector.logs.v1.LogsService",
      rejectedField: "rejectedLogRecords",
      take: async (body, { isJson, project }) =>
        ingest.takeLogs(isJson ? readLogsJson(body.toString(), limits) : readLogs(body, limits), project),
    },
    {
      name: "metrics",
      service: "opentelemetry.proto.collector.metrics.v1.MetricsService",
      rejectedField: "rejectedDataPoints",
      take: async (body, { isJson, project }) =>
        ingest.takeMetrics(
          isJson ? readMetricsJson(body.toString(), limits) : readMetrics(body, limits),
          project,
        ),
    },
  ];
}
