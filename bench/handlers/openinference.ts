import { LangChainInstrumentation } from "@arizeai/openinference-instrumentation-langchain";
import * as callbackManagerModule from "@langchain/core/callbacks/manager";
import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";
import { taggedConfig } from "../workload/call-context.ts";
import type { Attachment, Surroundings } from "./attachment.ts";
import { startOtlpProvider } from "./otlp-provider.ts";

/** OpenInference's LangChain instrumentation; it adds its handler to every call by itself. */
export async function attach({ sinkUrl }: Surroundings): Promise<Attachment> {
  const { provider, counter } = startOtlpProvider(sinkUrl);
  new LangChainInstrumentation({ tracerProvider: provider }).manuallyInstrument(callbackManagerModule);
  return {
    configOf: taggedConfig,
    drain: async () => {
      await awaitAllCallbacks();
      await provider.forceFlush();
    },
    losses: () => counter.losses(),
  };
}
