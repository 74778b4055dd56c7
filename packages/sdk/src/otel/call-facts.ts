import { isInference, type SpanKind } from "@breakwater/core/record/span-record";
import { SpanKind as OtelSpanKind } from "@opentelemetry/api";
import type { ModelCall, RunStart } from "../calls/open-run.ts";

/** What a run's start says and its record does not repeat. */
export interface CallFacts {
  /** `gen_ai.operation.name`; absent for steps that the conventions have no operation for. */
  readonly operation?: string;
  readonly server?: { readonly address: string; readonly port: number };
}

/** The facts of a run that starts. */
export function callFactsOf({ kind, call }: Pick<RunStart, "kind" | "call">): CallFacts {
  const operation = operationOf(kind, call);
  return {
    ...(operation !== undefined && { operation }),
    ...(call?.server && { server: call.server }),
  };
}

/** As the conventions ask: the operation, and the model or else the step that it works with. */
export function spanNameOf({ kind, name, call }: RunStart, { operation }: CallFacts): string {
  if (operation === undefined) return name;
  const object = isInference(kind) ? call?.requestModel : name;
  return object === undefined ? operation : `${operation} ${object}`;
}

/** Model calls leave the process, other steps stay inside. */
export function otelKindOf(kind: SpanKind): OtelSpanKind {
  return isInference(kind) ? OtelSpanKind.CLIENT : OtelSpanKind.INTERNAL;
}

function operationOf(kind: SpanKind, call: ModelCall | undefined): string | undefined {
  switch (kind) {
    case "llm":
      return call?.request.prompts && !call.request.messages ? "text_completion" : "chat";
    case "embedding":
      return "embeddings";
    case "tool":
      return "execute_tool";
    case "agent":
      return "invoke_agent";
    case "retriever":
      return "retrieval";
    case "chain":
    case "other":
      return undefined;
  }
}
