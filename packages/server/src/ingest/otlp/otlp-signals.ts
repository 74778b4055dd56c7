import type { IngestReceipt } from "../ingest-receipt.ts";
import type { OtlpIngest } from "../otlp-ingest.ts";
import type { CutReason, DecodeLimits } from "./otlp-span.ts";
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
  const of = <Decoded>(signal: OtlpSignal["name"], { read, readJson, take }: SignalParts<Decoded>) => {
    return async (body: Buffer, { isJson, project }: SentBody): Promise<IngestReceipt> => {
      const cut: Partial<Record<CutReason, number>> = {};
      const onCut = (reason: CutReason, count = 1) => {
        cut[reason] = (cut[reason] ?? 0) + count;
      };
      const counted = { ...limits, onCut };
      const decoded = isJson ? readJson(body.toString(), counted) : read(body, counted);
      const receipt = await take(decoded, project);
      const told = Object.keys(cut).length === 0 ? receipt : { ...receipt, cut };
      ingest.observer.onReceipt(signal, told);
      return told;
    };
  };
  return [
    {
      name: "traces",
      service: "opentelemetry.proto.collector.trace.v1.TraceService",
      rejectedField: "rejectedSpans",
      take: of("traces", {
        read: readTraces,
        readJson: readTracesJson,
        take: (decoded, project) => ingest.takeTraces(decoded, project),
      }),
    },
    {
      name: "logs",
      service: "opentelemetry.proto.collector.logs.v1.LogsService",
      rejectedField: "rejectedLogRecords",
      take: of("logs", {
        read: readLogs,
        readJson: readLogsJson,
        take: (decoded, project) => ingest.takeLogs(decoded, project),
      }),
    },
    {
      name: "metrics",
      service: "opentelemetry.proto.collector.metrics.v1.MetricsService",
      rejectedField: "rejectedDataPoints",
      take: of("metrics", {
        read: readMetrics,
        readJson: readMetricsJson,
        take: (decoded, project) => ingest.takeMetrics(decoded, project),
      }),
    },
  ];
}

interface SignalParts<Decoded> {
  read(body: Buffer, limits: DecodeLimits): Decoded;
  readJson(text: string, limits: DecodeLimits): Decoded;
  take(decoded: Decoded, project: string): Promise<IngestReceipt>;
}
