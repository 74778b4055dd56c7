import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { taggedConfig } from "../workload/call-context.ts";
import type { Attachment } from "./attachment.ts";

/** A handler that is awaited, hears everything and does nothing: what LangChain charges for having one. */
class NoopHandler extends BaseCallbackHandler {
  readonly name = "noop";

  constructor() {
    super({ raiseError: true, _awaitHandler: true });
  }

  override handleChatModelStart(): void {}
  override handleLLMNewToken(): void {}
  override handleLLMEnd(): void {}
  override handleLLMError(): void {}
  override handleChainStart(): void {}
  override handleChainEnd(): void {}
  override handleChainError(): void {}
}

/** Attaches the no-op handler. */
export async function attach(): Promise<Attachment> {
  const callbacks = [new NoopHandler()];
  return {
    configOf: (index) => ({ ...taggedConfig(index), callbacks }),
    drain: async () => undefined,
  };
}
