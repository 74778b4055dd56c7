import { BaseCallbackHandler } from "@langchain/core/callbacks/base";

/** One call of a hook, as LangChain made it. */
export interface HookCall {
  readonly hook: string;
  readonly args: readonly unknown[];
}

const HOOKS = [
  "handleChatModelStart",
  "handleLLMStart",
  "handleLLMNewToken",
  "handleLLMEnd",
  "handleLLMError",
  "handleChainStart",
  "handleChainEnd",
  "handleChainError",
  "handleToolStart",
  "handleToolEnd",
  "handleToolError",
  "handleRetrieverStart",
  "handleRetrieverEnd",
  "handleRetrieverError",
  "handleCustomEvent",
];

/** Another handler in the same app: it keeps every hook call with all its arguments. */
export class HookRecorder extends BaseCallbackHandler {
  override readonly name = "hook_recorder";
  readonly calls: HookCall[] = [];

  /** `hooks`: those that it has; LangChain behaves differently where one is missing. */
  constructor(hooks: readonly string[] = HOOKS) {
    super({ _awaitHandler: true });
    for (const hook of hooks) {
      Object.defineProperty(this, hook, {
        value: (...args: unknown[]) => void this.calls.push({ hook, args }),
      });
    }
  }

  override copy(): this {
    return this;
  }

  /** Arguments of all calls of a hook. */
  argumentsOf(hook: string): (readonly unknown[])[] {
    return this.calls.filter((call) => call.hook === hook).map(({ args }) => args);
  }

  /** Arguments of the first call of a hook. @throws Error when there was none. */
  first(hook: string): readonly unknown[] {
    const [args] = this.argumentsOf(hook);
    if (args === undefined) throw new Error(`${hook} was not called; called: ${this.hooks().join(", ")}`);
    return args;
  }

  hooks(): string[] {
    return this.calls.map((call) => call.hook);
  }
}
