import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import type { MaybePromise } from "@breakwater/core/budget/ledger";
import type { SpanKind } from "@breakwater/core/record/span-record";
import { usageFromLangChain } from "@breakwater/core/usage/langchain-usage";
import { arrayOf, property, textOf } from "@breakwater/core/usage/untyped";
import { cachedOutcome, costOf, estimatedUsage } from "../calls/call-outcome.ts";
import type { RunStart } from "../calls/open-run.ts";
import type { Entrance } from "../monitor/entrance.ts";
import type {
  ChainStartArguments,
  ChatModelStartArguments,
  LlmEndArguments,
  LlmStartArguments,
  NewTokenArguments,
  RetrieverStartArguments,
  RunEndArguments,
  ToolStartArguments,
} from "./hook-arguments.ts";
import { answerText, plainMessages } from "./payload-text.ts";
import { attemptOf, contextOf, modelFacts, nameOf } from "./run-context.ts";
import { writtenText } from "./streamed-piece.ts";

/**
 * LangChain callback handler. It imports nothing of LangChain, so that one build serves ESM and CJS copies alike.
 *
 * `awaitHandlers` makes LangChain wait for the hooks, in the caller's async context: only so can a budget stop a
 * call before it is sent. `raiseError` lets that one error through; every other error is caught here.
 */
export class BreakwaterCallbackHandler {
  readonly name = "breakwater";
  readonly awaitHandlers = true;
  readonly raiseError = true;
  readonly ignoreLLM = false;
  readonly ignoreChain = false;
  readonly ignoreAgent = false;
  readonly ignoreRetriever = false;
  readonly ignoreCustomEvent = true;
  readonly #parts: Entrance;

  constructor(parts: Entrance) {
    this.#parts = parts;
  }

  /** LangChain copies handlers when it copies a manager; the state must stay one. */
  copy(): this {
    return this;
  }

  handleChatModelStart(...event: ChatModelStartArguments): MaybePromise<void> {
    const prompt = property(event[1], "0");
    return this.#startModel(event, {
      request: { messages: prompt },
      payload: () => plainMessages(prompt),
    });
  }

  handleLLMStart(...event: LlmStartArguments): MaybePromise<void> {
    const prompts = arrayOf(event[1]);
    return this.#startModel(event, {
      request: { prompts },
      payload: () => (prompts.length === 1 ? prompts[0] : prompts),
    });
  }

  handleLLMNewToken(...[token, , runId, , , fields]: NewTokenArguments): void {
    this.#guard(() => {
      const message = property(property(fields, "chunk"), "message");
      const usage = property(message, "usage_metadata");
      this.#parts.tracker.token(runId, { text: writtenText(token, message), usage });
    });
  }

  handleChatModelStreamEvent(event: unknown, runId: string): void {
    this.#guard(() => {
      const delta = property(event, "delta");
      const text = textOf(property(delta, "text")) ?? textOf(property(delta, "args")) ?? "";
      const isWritten = property(event, "event") === "content-block-delta";
      const usage = property(event, "usage");
      this.#parts.tracker.token(runId, { text: isWritten ? text : undefined, usage });
    });
  }

  handleLLMEnd(...[output, runId, , , extraParams]: LlmEndArguments): MaybePromise<void> {
    return this.#recorded(() => this.#endModel(output, runId, property(extraParams, "cached") === true));
  }

  handleLLMError(...[error, runId]: RunEndArguments): MaybePromise<void> {
    return this.#fail(runId, error);
  }

  handleChainStart(...event: ChainStartArguments): void {
    const [chain, inputs, runId, parentRunId, tags, metadata, , runName] = event;
    this.#guard(() => {
      const name = nameOf(runName, chain, "chain");
      const parentId = textOf(parentRunId);
      this.#start(
        { id: runId, parentId, kind: chainKind(name, metadata, parentId), name },
        { tags, metadata, input: inputs },
      );
    });
  }

  handleChainEnd(...[outputs, runId]: RunEndArguments): MaybePromise<void> {
    return this.#endStep(runId, outputs);
  }

  handleChainError(...[error, runId]: RunEndArguments): MaybePromise<void> {
    return this.#fail(runId, error);
  }

  handleToolStart(...event: ToolStartArguments): void {
    const [tool, input, id, parentId, tags, metadata, runName] = event;
    this.#guard(() =>
      this.#start(
        { id, parentId, kind: "tool", name: nameOf(runName, tool, "tool") },
        { tags, metadata, input },
      ),
    );
  }

  handleToolEnd(...[output, runId]: RunEndArguments): MaybePromise<void> {
    return this.#endStep(runId, output);
  }

  handleToolError(...[error, runId]: RunEndArguments): MaybePromise<void> {
    return this.#fail(runId, error);
  }

  handleRetrieverStart(...event: RetrieverStartArguments): void {
    const [retriever, query, id, parentId, tags, metadata, runName] = event;
    this.#guard(() =>
      this.#start(
        { id, parentId, kind: "retriever", name: nameOf(runName, retriever, "retriever") },
        { tags, metadata, input: query },
      ),
    );
  }

  handleRetrieverEnd(...[documents, runId]: RunEndArguments): MaybePromise<void> {
    return this.#endStep(runId, documents);
  }

  handleRetrieverError(...[error, runId]: RunEndArguments): MaybePromise<void> {
    return this.#fail(runId, error);
  }

  #startModel(event: ChatModelStartArguments | LlmStartArguments, prompt: ModelPrompt): MaybePromise<void> {
    const [model, , id, parentId, extraParams, tags, metadata, runName] = event;
    return this.#recorded(() => {
      const invocationParams = property(extraParams, "invocation_params");
      const facts = modelFacts(metadata, invocationParams);
      const started = this.#parts.tracker.start({
        id,
        parentId,
        kind: "llm",
        name: nameOf(runName, model, facts.requestModel ?? "llm"),
        context: this.#readOr({}, () => contextOf(tags, metadata)),
        attempt: attemptOf(tags),
        call: { ...facts, request: { ...prompt.request, invocationParams, model: facts.requestModel } },
        input: this.#inputOf(prompt.payload),
      });
      this.#parts.scope.enterCall(id);
      return started;
    });
  }

  #start(step: Pick<RunStart, "id" | "parentId" | "kind" | "name">, seen: SeenAtStart): void {
    void this.#parts.tracker.start({
      ...step,
      context: this.#readOr({}, () => contextOf(seen.tags, seen.metadata)),
      input: this.#inputOf(() => seen.input),
    });
  }

  #endModel(output: unknown, runId: string, isCached: boolean): void {
    const { tracker } = this.#parts;
    const run = tracker.get(runId);
    if (!run) return;
    const sawTokens = run.firstTokenAt !== undefined;
    const seen = usageFromLangChain(output, { sawTokens, lastChunkUsage: run.lastChunkUsage });
    if (isCached) {
      tracker.end(runId, cachedOutcome(seen.responseModel, "cache"));
      return;
    }
    const answer = seen.usage === undefined || run.input !== undefined ? answerText(output) : "";
    const usage = seen.usage ?? estimatedUsage(run, answer);
    const kept = run.input === undefined ? undefined : this.#outputText(run.traceId, answer);
    tracker.end(runId, {
      status: "ok",
      usage,
      usageSource: seen.usageSource ?? "estimated",
      ...(seen.responseModel !== undefined && { responseModel: seen.responseModel }),
      ...(seen.serviceTier !== undefined && { serviceTier: seen.serviceTier }),
      cost: costOf(run, { ...seen, usage }, tracker.prices),
      ...(kept !== undefined && { output: kept }),
    });
  }

  #endStep(runId: string, output: unknown): MaybePromise<void> {
    return this.#recorded(() => {
      const run = this.#parts.tracker.get(runId);
      const kept = run?.input === undefined ? undefined : this.#outputText(run.traceId, output);
      this.#parts.tracker.end(runId, { status: "ok", ...(kept !== undefined && { output: kept }) });
    });
  }

  #inputOf(payload: () => unknown): RunStart["input"] {
    return (traceId) => {
      const write = this.#parts.payloads.writerFor(traceId);
      return write && this.#readOr("", () => write(payload(), "input"));
    };
  }

  #outputText(traceId: string, output: unknown): string | undefined {
    return this.#parts.payloads.writerFor(traceId)?.(output, "output");
  }

  #fail(runId: string, error: unknown): MaybePromise<void> {
    return this.#recorded(() => this.#parts.tracker.fail(runId, error));
  }

  /** What a hostile object does not let be read is missing in the record; the budgets are asked all the same. */
  #readOr<T>(fallback: T, read: () => T): T {
    try {
      return read();
    } catch (error) {
      this.#parts.reporter.internalError(error);
      return fallback;
    }
  }

  /** As `#guard`, and goes on only when what was recorded is in the journal. */
  #recorded(act: () => MaybePromise<void>): MaybePromise<void> {
    const result = this.#guard(act);
    return result instanceof Promise ? result.then(() => this.#parts.written()) : this.#parts.written();
  }

  /** Lets the budget stop through and nothing else. */
  #guard(act: () => MaybePromise<void>): MaybePromise<void> {
    try {
      const result = act();
      return result instanceof Promise ? result.catch((error: unknown) => this.#swallow(error)) : undefined;
    } catch (error) {
      this.#swallow(error);
    }
  }

  #swallow(error: unknown): void {
    if (error instanceof BudgetExceededError) {
      this.#parts.flush();
      throw error;
    }
    this.#parts.reporter.internalError(error);
  }
}

interface ModelPrompt {
  readonly request: { readonly messages?: unknown; readonly prompts?: readonly unknown[] };
  payload(): unknown;
}

interface SeenAtStart {
  readonly tags: unknown;
  readonly metadata: unknown;
  readonly input: unknown;
}

const AGENT_NAMES = new Set(["LangGraph", "AgentExecutor", "ReactAgent"]);

/** LangGraph and `createAgent` run as chains; the outermost of them is the agent. */
function chainKind(name: string, metadata: unknown, parentId: string | undefined): SpanKind {
  const agentName = textOf(property(metadata, "lc_agent_name"));
  const isAgent = AGENT_NAMES.has(name) || (agentName !== undefined && agentName === name);
  return isAgent && (parentId === undefined || property(metadata, "langgraph_node") === undefined)
    ? "agent"
    : "chain";
}
