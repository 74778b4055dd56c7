import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import type { AgentMiddleware } from "langchain";
import { ENTRANCE, type HasEntrance } from "../monitor/entrance.ts";
import { isGraphSignal } from "./model-answer.ts";
import { type HasHandler, watchNode } from "./node-callbacks.ts";

/** Options of {@link withSoftLanding}. */
export interface SoftLandingOptions {
  /**
   * `skip` (default): what the hook would have done is left out, and the agent goes on. `stop`: the agent's caller gets
   * the `BudgetExceededError`, even where the middleware catches it; for checks that must not be left out.
   */
  readonly onDenied?: "skip" | "stop" | undefined;
}

type HookFunction = (...args: never[]) => unknown;
type Hook = HookFunction | { readonly hook: HookFunction };

const HOOKS = ["beforeAgent", "beforeModel", "afterModel", "afterAgent"] as const;

/**
 * A middleware whose hooks ask a model of their own, such as `summarizationMiddleware`, made safe against refusals: that
 * one would replace the conversation with the text of the error. Calls made through `wrapModelCall` are
 * `budgetMiddleware`'s.
 */
export function withSoftLanding<M extends AgentMiddleware>(
  monitor: HasEntrance & HasHandler,
  middleware: M,
  options: SoftLandingOptions = {},
): M {
  const landed: Record<string, unknown> = {};
  for (const name of HOOKS) {
    const hook: Hook | undefined = middleware[name];
    if (hook !== undefined) landed[name] = landedHook(monitor, hook, options);
  }
  return { ...middleware, ...landed };
}

function landedHook(
  monitor: HasEntrance & HasHandler,
  hook: Hook,
  { onDenied = "skip" }: SoftLandingOptions,
): Hook {
  if (typeof hook !== "function") return { ...hook, hook: landedFunction(hook.hook) };
  return landedFunction(hook);

  function landedFunction(act: HookFunction): HookFunction {
    return async (...args) => {
      watchNode(monitor);
      const outcome = await monitor[ENTRANCE].scope.denials.watch(() => act(...args));
      if (outcome.kind === "threw" && (outcome.denial === undefined || isGraphSignal(outcome.error)))
        throw outcome.error;
      if (outcome.denial === undefined) return outcome.kind === "returned" ? outcome.value : undefined;
      if (onDenied === "stop") throw new BudgetExceededError(outcome.denial);
      return undefined;
    };
  }
}
