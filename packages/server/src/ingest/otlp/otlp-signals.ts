import type { ReadyRequest } from "../body/take-request.ts";
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
  /** Decodes it, and keeps nothing of the body. @throws MalformedRequestError */
  read(body: Buffer, sent: SentBody): ReadyRequest<IngestReceipt>;
}

/** The signals of OTLP, read within limits. */
export function otlpSignals(ingest: OtlpIngest, limits: DecodeLimits): readonly OtlpSignal[] {
  const of = <Decoded>(name: OtlpSignal["name"], { protobuf, json, ready }: SignalParts<Decoded>) => {
    return (body: Buffer, { isJson, project }: SentBody): ReadyRequest<IngestReceipt> => {
      const cut: Partial<Record<CutReason, number>> = {};
      const onCut = (reason: CutReason, count = 1) => {
        cut[reason] = (cut[reason] ?? 0) + count;
      };
      const counted = { ...limits, onCut };
      const request = ready(isJson ? json(body.toString(), counted) : protobuf(body, counted), project);
      return noting(request, (receipt) => {
        const told = Object.keys(cut).length === 0 ? receipt : { ...receipt, cut };
        ingest.observer.onReceipt(name, told);
        return told;
      });
    };
  };
  return [
    {
      name: "traces",
      service: "opentelemetry.proto.collector.trace.v1.TraceService",
      rejectedField: "rejectedSpans",
      read: of("traces", {
        protobuf: readTraces,
        json: readTracesJson,
        ready: (decoded, project) => ingest.readTraces(decoded, project),
      }),
    },
    {
      name: "logs",
      service: "opentelemetry.proto.collector.logs.v1.LogsService",
      rejectedField: "rejectedLogRecords",
      read: of("logs", {
        protobuf: readLogs,
        json: readLogsJson,
        ready: (decoded, project) => ingest.readLogs(decoded, project),
      }),
    },
    {
      name: "metrics",
      service: "opentelemetry.proto.collector.metrics.v1.MetricsService",
      rejectedField: "rejectedDataPoints",
      read: of("metrics", {
        protobuf: readMetrics,
        json: readMetricsJson,
        ready: (decoded, project) => ingest.readMetrics(decoded, project),
      }),
    },
  ];
}

interface SignalParts<Decoded> {
  protobuf(body: Buffer, limits: DecodeLimits): Decoded;
  json(text: string, limits: DecodeLimits): Decoded;
  ready(decoded: Decoded, project: string): ReadyRequest<IngestReceipt>;
}

/** Apart from where it is decoded, so that what waits for the store keeps nothing else from there. */
function noting(
  { bytes, store }: ReadyRequest<IngestReceipt>,
  note: (receipt: IngestReceipt) => IngestReceipt,
): ReadyRequest<IngestReceipt> {
  return { bytes, store: async () => note(await store()) };
}
