import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";
import { CallbackHandler } from "@langfuse/langchain";
import { LangfuseSpanProcessor } from "@langfuse/otel";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { taggedConfig } from "../workload/call-context.ts";
import type { Attachment, Surroundings } from "./attachment.ts";
import { EXPORTS_AT_ONCE, QUEUED_SPANS } from "./otlp-provider.ts";
import { SpanCounter } from "./span-counter.ts";

/** Langfuse's handler with its own span processor. */
export async function attach({ sinkUrl }: Surroundings): Promise<Attachment> {
  // Its processor takes the queue's size from the environment only.
  process.env["OTEL_BSP_MAX_QUEUE_SIZE"] = String(QUEUED_SPANS);
  const counter = new SpanCounter();
  const exporter = counter.counted(
    new OTLPTraceExporter({ url: `${sinkUrl}/api/public/otel/v1/traces`, concurrencyLimit: EXPORTS_AT_ONCE }),
  );
  const processor = new LangfuseSpanProcessor({
    publicKey: "pk-bench",
    secretKey: "sk-bench",
    baseUrl: sinkUrl,
    exporter,
  });
  const provider = new NodeTracerProvider({ spanProcessors: [counter, processor] });
  provider.register();
  const callbacks = [new CallbackHandler()];
  return {
    configOf: (index) => ({ ...taggedConfig(index), callbacks }),
    drain: async () => {
      await awaitAllCallbacks();
      await provider.forceFlush();
    },
    losses: () => counter.losses(),
  };
}
