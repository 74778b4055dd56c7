import { context, trace } from "@opentelemetry/api";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPTraceExporter as OTLPGrpcTraceExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as OTLPJsonTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as OTLPProtoTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { CHAT_ATTRIBUTES, type ExporterLine, withCompression } from "../contract/exporter-line.ts";
import { describeServerLine } from "../contract/server-line.contract.ts";

const EXPORTERS = {
  "http/protobuf": OTLPProtoTraceExporter,
  "http/json": OTLPJsonTraceExporter,
  grpc: OTLPGrpcTraceExporter,
};

const sdk3: ExporterLine<ReadableSpan[]> = {
  makeChats: (count) => {
    const memory = new InMemorySpanExporter();
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: memory })] });
    const tracer = provider.getTracer("app");
    for (let made = 0; made < count; made += 1) {
      tracer.startSpan("chat gpt-4o-mini", { attributes: CHAT_ATTRIBUTES }).end();
    }
    return memory.getFinishedSpans();
  },
  openTraces: ({ transport, url, compression }) => {
    const exporter = withCompression(
      compression,
      () => new EXPORTERS[transport]({ url: transport === "grpc" ? url : `${url}/v1/traces` }),
    );
    return {
      send: (batch) =>
        new Promise((resolve) =>
          exporter.export(batch, ({ code, error }) =>
            resolve({ isSent: code === 0, ...(error !== undefined && { reason: error.message }) }),
          ),
        ),
      shutdown: () => exporter.shutdown(),
    };
  },
  placeOf: (batch) => {
    const { traceId, spanId } = firstOf(batch).spanContext();
    return { traceId, spanId };
  },
  sendEvent: async (batch, { name, body }, url) => {
    const exporter = new OTLPLogExporter({ url: `${url}/v1/logs` });
    const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
    const inSpan = trace.setSpanContext(context.active(), firstOf(batch).spanContext());
    provider.getLogger("app").emit({ eventName: name, body, context: inSpan });
    await provider.shutdown();
  },
};

function firstOf([span]: readonly ReadableSpan[]): ReadableSpan {
  if (span === undefined) throw new Error("The batch is empty.");
  return span;
}

describeServerLine("OpenTelemetry SDK 3", sdk3);
