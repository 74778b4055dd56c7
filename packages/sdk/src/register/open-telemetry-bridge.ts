import { createRequire } from "node:module";
import type { OpenTelemetryBridge } from "../options/monitor-options.ts";

/** The bridge of `breakwater/otel`; undefined when `@opentelemetry/api`, which it needs, is not installed. */
export function openTelemetryIfInstalled(): OpenTelemetryBridge | undefined {
  try {
    const { openTelemetry } = createRequire(import.meta.url)("breakwater/otel") as {
      openTelemetry(): OpenTelemetryBridge;
    };
    return openTelemetry();
  } catch {
    return undefined;
  }
}
