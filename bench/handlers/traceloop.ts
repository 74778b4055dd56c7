import * as callbackManagerModule from "@langchain/core/callbacks/manager";
import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";
import { LangChainInstrumentation } from "@traceloop/instrumentation-langchain";
import { taggedConfig } from "../workload/call-context.ts";
import type { Attachment, Surroundings } from "./attachment.ts";
import { startOtlpProvider } from "./otlp-provider.ts";

/** Traceloop's LangChain instrumentation; it adds its handler to every call by itself. */
export async function attach({ sinkUrl }: Surroundings): Promise<Attachment> {
  const { provider, counter } = startOtlpProvider(sinkUrl);
  const instrumentation = new LangChainInstrumentation();
  instrumentation.setTracerProvider(provider);
  instrumentation.manuallyInstrument({ callbackManagerModule });
  return {
    configOf: taggedConfig,
    drain: async () => {
      await awaitAllCallbacks();
      await provider.forceFlush();
    },
    losses: () => counter.losses(),
  };
}
