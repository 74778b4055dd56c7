import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";
import { LangChainTracer } from "@langchain/core/tracers/tracer_langchain";
import { Client } from "langsmith";
import { taggedConfig } from "../workload/call-context.ts";
import type { Attachment, Surroundings } from "./attachment.ts";

/** LangSmith's tracer with its own client, which sends in batches. */
export async function attach({ sinkUrl }: Surroundings): Promise<Attachment> {
  const client = new Client({ apiUrl: sinkUrl, apiKey: "bench" });
  const callbacks = [new LangChainTracer({ client, projectName: "bench" })];
  return {
    configOf: (index) => ({ ...taggedConfig(index), callbacks }),
    drain: async () => {
      await awaitAllCallbacks();
      await client.awaitPendingTraceBatches();
    },
  };
}
