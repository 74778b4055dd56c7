import type { SpanKind } from "@breakwater/core/record/span-record";
import { property, textOf } from "@breakwater/core/usage/untyped";
import type { ModelCall } from "../calls/open-run.ts";
import { embeddingModelCall, type ModelName, observedModelCall } from "./model-request.ts";

/** What a telemetry event starts. */
export interface TelemetryStart {
  readonly kind: SpanKind;
  readonly name: string;
  readonly call?: ModelCall;
  /** What goes in, for payload capture. */
  readonly input: unknown;
}

const OPERATIONS = new Set<unknown>(["generateText", "streamText", "embed", "embedMany"]);

/** True for the events of a whole operation, which may stand inside a tool of another. */
export function isOperation(type: unknown): boolean {
  return OPERATIONS.has(type);
}

/** Reads the start of a step of an operation; undefined for what is not followed (speech, images, ranking). */
export function telemetryStart(
  type: unknown,
  event: unknown,
  outputFormat: unknown,
): TelemetryStart | undefined {
  const input = property(event, "messages") ?? property(event, "value");
  const named = textOf(property(event, "functionId"));
  switch (type) {
    case "generateText":
    case "streamText":
      return { kind: property(event, "tools") ? "agent" : "chain", name: named ?? type, input };
    case "step":
      return { kind: "chain", name: type, input };
    case "executeTool": {
      const toolCall = property(event, "toolCall");
      const name = textOf(property(toolCall, "toolName")) ?? "tool";
      return { kind: "tool", name, input: property(toolCall, "input") };
    }
    case "languageModelCall": {
      const call = observedModelCall(modelName(event), event, outputFormat);
      return { kind: "llm", name: call.requestModel ?? "llm", call, input };
    }
    case "embed":
    case "embedMany": {
      const call = embeddingModelCall(modelName(event), property(event, "value"));
      return { kind: "embedding", name: named ?? call.requestModel ?? "embedding", call, input };
    }
    default:
      return undefined;
  }
}

function modelName(event: unknown): ModelName {
  return {
    provider: textOf(property(event, "provider")) ?? "unknown",
    modelId: textOf(property(event, "modelId")) ?? "unknown",
  };
}
