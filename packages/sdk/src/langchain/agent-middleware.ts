import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import type { BudgetDenial } from "@breakwater/core/record/span-record";
import {
  type AgentMiddleware,
  AIMessage,
  createMiddleware,
  initChatModel,
  type ModelRequest,
} from "langchain";
import type { WatchedOutcome } from "../context/denial-watch.ts";
import { ENTRANCE, type HasEntrance } from "../monitor/entrance.ts";
import { landingMessage } from "./landing-message.ts";
import { isRefused } from "./model-answer.ts";
import { type HasHandler, watchNode } from "./node-callbacks.ts";
import { StoppedResponse } from "./stopped-response.ts";

/** A model as `createAgent` takes it: an instance, or a name such as `openai:gpt-4o-mini`. */
export type AgentModel = ModelRequest["model"] | string;

/** Options of {@link budgetMiddleware}. */
export interface BudgetMiddlewareOptions {
  /**
   * What happens when a budget refuses a model call of the agent. `answer` (default): the agent ends with a message.
   * `stop`: the agent's caller gets the `BudgetExceededError`. `{ model }`: the call is made with this model instead, or
   * with the first of these that its budgets afford; when none is, `otherwise` (default `answer`).
   */
  readonly onDenied?: "answer" | "stop" | CheaperModels | undefined;
  /** What the agent says when it ends. Default: that the budget is used up, and until when. */
  readonly message?: string | ((denial: BudgetDenial) => string) | undefined;
}

/** Models to go on with when the agent's own is refused. */
export interface CheaperModels {
  readonly model: AgentModel | readonly AgentModel[];
  readonly otherwise?: "answer" | "stop" | undefined;
}

type ModelCall = (model?: ModelRequest["model"]) => AIMessage | Promise<AIMessage>;

/**
 * Middleware for `createAgent` that lets an agent end well when a budget refuses a model call: with an answer, with a
 * cheaper model, or by stopping, whatever retry or fallback middleware stands beside it. It monitors the agent's model
 * calls also when the caller passes no config of the monitor. Put it first in the list.
 */
export function budgetMiddleware(
  monitor: HasEntrance & HasHandler,
  options: BudgetMiddlewareOptions = {},
): AgentMiddleware {
  const { scope } = monitor[ENTRANCE];
  const { onDenied = "answer" } = options;
  const cheaper = typeof onDenied === "string" ? [] : listOf(onDenied.model);
  const last = typeof onDenied === "string" ? onDenied : (onDenied.otherwise ?? "answer");
  return createMiddleware({
    name: "BreakwaterBudget",
    wrapModelCall: async (request, handler) => {
      watchNode(monitor);
      const call: ModelCall = (model) => handler(model === undefined ? request : { ...request, model });
      let outcome = await scope.denials.watch(() => call());
      for (const model of cheaper) {
        if (!isRefused(outcome)) break;
        outcome = await scope.denials.watch(async () => call(await modelOf(model)));
      }
      if (outcome.denial === undefined || !isRefused(outcome)) return opened(outcome);
      if (last === "stop") return stopped(outcome.denial);
      return answered(outcome.denial, messageOf(monitor, options, outcome.denial));
    },
  });
}

function opened<T>(outcome: WatchedOutcome<T>): T {
  if (outcome.kind === "threw") throw outcome.error;
  return outcome.value;
}

/** The denial goes with the message, for the application; providers do not get to see response metadata. */
function answered(denial: BudgetDenial, text: string): AIMessage {
  return new AIMessage({ content: text, response_metadata: { budgetDenial: denial } });
}

/** LangChain's types know no response that throws, its code passes one on. */
function stopped(denial: BudgetDenial): AIMessage {
  return new StoppedResponse(new BudgetExceededError(denial)) as never;
}

function messageOf(monitor: HasEntrance, { message }: BudgetMiddlewareOptions, denial: BudgetDenial): string {
  if (typeof message === "string") return message;
  try {
    return message?.(denial) ?? landingMessage(denial);
  } catch (error) {
    monitor[ENTRANCE].reporter.internalError(error);
    return landingMessage(denial);
  }
}

async function modelOf(model: AgentModel): Promise<ModelRequest["model"]> {
  return typeof model === "string" ? initChatModel(model) : model;
}

function listOf<T>(one: T | readonly T[]): readonly T[] {
  return Array.isArray(one) ? one : [one as T];
}
