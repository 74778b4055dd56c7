import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";
import { Opik } from "opik";
import { OpikCallbackHandler } from "opik-langchain";
import { taggedConfig } from "../workload/call-context.ts";
import type { Attachment, Surroundings } from "./attachment.ts";

/** Opik's handler with its own client, which sends in batches. */
export async function attach({ sinkUrl }: Surroundings): Promise<Attachment> {
  process.env["OPIK_LOG_LEVEL"] = "ERROR";
  const client = new Opik({ apiUrl: sinkUrl, apiKey: "bench", workspaceName: "bench", projectName: "bench" });
  const handler = new OpikCallbackHandler({ client });
  return {
    configOf: (index) => ({ ...taggedConfig(index), callbacks: [handler] }),
    drain: async () => {
      await awaitAllCallbacks();
      await handler.flushAsync();
    },
  };
}
