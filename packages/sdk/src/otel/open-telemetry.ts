import type { OpenTelemetryBridge } from "../options/monitor-options.ts";
import { emissionChoice, type OpenTelemetryOptions } from "./emission-choice.ts";
import { SpanEmitter } from "./span-emitter.ts";

/**
 * Emits a span of every step and metrics of every model call, by the OpenTelemetry GenAI conventions, through whatever
 * the application has registered with `@opentelemetry/api`: `createMonitor({ openTelemetry: openTelemetry() })`.
 * The environment is read here, once.
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): OpenTelemetryBridge {
  const choice = emissionChoice(options, process.env);
  return { connect: ({ onInternalError }) => new SpanEmitter({ choice, onInternalError }) };
}
