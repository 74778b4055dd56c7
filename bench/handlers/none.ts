import { taggedConfig } from "../workload/call-context.ts";
import type { Attachment } from "./attachment.ts";

/** No handler: what LangChain and the model cost by themselves. */
export async function attach(): Promise<Attachment> {
  return { configOf: taggedConfig, drain: async () => undefined };
}
