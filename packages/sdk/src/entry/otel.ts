export type { OpenTelemetryBridge } from "../options/monitor-options.ts";
export type {
  ConventionChoice,
  MetricDimension,
  OpenTelemetryOptions,
  PropagationChoice,
} from "../otel/emission-choice.ts";
export { openTelemetry } from "../otel/open-telemetry.ts";
