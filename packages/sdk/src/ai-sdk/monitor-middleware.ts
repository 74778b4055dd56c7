import { property } from "@breakwater/core/usage/untyped";
import type { EmbeddingModelMiddleware, LanguageModelMiddleware } from "ai";
import { ENTRANCE, type HasEntrance } from "../monitor/entrance.ts";
import { addedThinkingTokens } from "./added-thinking.ts";
import { optionsContext } from "./call-attribution.ts";
import { embeddingModelCall, languageModelCall } from "./model-request.ts";
import { ModelRuns } from "./model-runs.ts";

/**
 * Middleware for `wrapLanguageModel({ model, middleware })`: asks the budgets before each call of the model, and
 * records what it used, cost and took, streams included. A refused call rejects with BudgetExceededError, which the
 * AI SDK does not retry.
 */
export function monitorMiddleware(monitor: HasEntrance): LanguageModelMiddleware {
  const runs = new ModelRuns(monitor[ENTRANCE]);
  const pendingCall = (model: LanguageModel, params: object) => () => ({
    kind: "llm" as const,
    call: {
      ...languageModelCall(model, params),
      // A cap that the adapter enlarges is none.
      canCapOutput: addedThinkingTokens(model.modelId, params) === 0,
    },
    context: optionsContext(property(params, "providerOptions")),
    payload: property(params, "prompt"),
  });
  return {
    specificationVersion: "v4",
    wrapGenerate: ({ doGenerate, params, model }) =>
      runs.watch(pendingCall(model, params), (cap) =>
        cap === undefined ? doGenerate() : model.doGenerate({ ...params, maxOutputTokens: cap }),
      ),
    wrapStream: ({ doStream, params, model }) =>
      runs.watch(pendingCall(model, params), (cap) =>
        cap === undefined ? doStream() : model.doStream({ ...params, maxOutputTokens: cap }),
      ),
  };
}

/** As `monitorMiddleware`, for `wrapEmbeddingModel({ model, middleware })`. */
export function monitorEmbeddingMiddleware(monitor: HasEntrance): EmbeddingModelMiddleware {
  const runs = new ModelRuns(monitor[ENTRANCE]);
  return {
    specificationVersion: "v4",
    wrapEmbed: ({ doEmbed, params, model }) =>
      runs.watch(
        () => ({
          kind: "embedding",
          call: embeddingModelCall(model, params.values),
          context: optionsContext(params.providerOptions),
          payload: params.values,
        }),
        () => doEmbed(),
      ),
  };
}

type LanguageModel = Parameters<NonNullable<LanguageModelMiddleware["wrapGenerate"]>>[0]["model"];
