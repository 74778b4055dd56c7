import type { Entrance } from "../monitor/entrance.ts";
import type { ModelRuns } from "./model-runs.ts";
import type { TelemetryRuns } from "./telemetry-runs.ts";

/** What `registerTelemetry` of the AI SDK takes; only the part that is used. */
export interface TelemetryIntegration {
  /** Tells watchers of one monitor from those of another. */
  readonly watchedBy: Entrance;
  executeLanguageModelCall(options: ModelCallOptions): PromiseLike<unknown>;
}

interface ModelCallOptions {
  readonly execute: () => PromiseLike<object>;
}

const REGISTRY = "AI_SDK_TELEMETRY_INTEGRATIONS";

/** The list that `registerTelemetry` keeps for all copies of the AI SDK in this process. */
export function registeredIntegrations(): unknown[] {
  const registered: unknown = Reflect.get(globalThis, REGISTRY);
  if (Array.isArray(registered)) return registered;
  const fresh: unknown[] = [];
  Reflect.set(globalThis, REGISTRY, fresh);
  return fresh;
}

/**
 * The one integration that stands around the model and not beside it: it can refuse a call, and sees its stream. The
 * callbacks of integrations could do neither. Calls with integrations of their own pass it by.
 */
export function languageModelIntegration(
  entrance: Entrance,
  runs: ModelRuns,
  telemetry: TelemetryRuns,
): TelemetryIntegration {
  return {
    watchedBy: entrance,
    async executeLanguageModelCall({ execute }) {
      const run = telemetry.unwatchedCall();
      if (!run) return execute();
      const { id, call } = run;
      const sink = telemetry.sinkOf(run);
      try {
        if (call) await runs.entered(() => entrance.tracker.admit(id, call));
      } catch (error) {
        sink.failed(error);
        throw error;
      }
      return runs.made({ id, sink }, execute);
    },
  };
}
