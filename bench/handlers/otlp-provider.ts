import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { SpanCounter } from "./span-counter.ts";

/** Large enough that nothing is dropped: the default of 2,048 loses most spans of a saturated loop. */
export const QUEUED_SPANS = 1_000_000;

/** A flush sends all batches at once; the default of 30 refuses the rest. */
export const EXPORTS_AT_ONCE = 10_000;

/** The usual OpenTelemetry set-up: batches, OTLP over HTTP in protobuf. */
export function startOtlpProvider(sinkUrl: string): { provider: NodeTracerProvider; counter: SpanCounter } {
  const counter = new SpanCounter();
  const exporter = counter.counted(
    new OTLPTraceExporter({ url: `${sinkUrl}/v1/traces`, concurrencyLimit: EXPORTS_AT_ONCE }),
  );
  const batches = new BatchSpanProcessor(exporter, { maxQueueSize: QUEUED_SPANS });
  const provider = new NodeTracerProvider({ spanProcessors: [counter, batches] });
  provider.register();
  return { provider, counter };
}
