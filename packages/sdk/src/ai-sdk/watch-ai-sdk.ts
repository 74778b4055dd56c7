import { tracingChannel } from "node:diagnostics_channel";
import { property } from "@breakwater/core/usage/untyped";
import { ENTRANCE, type Entrance, type HasEntrance } from "../monitor/entrance.ts";
import { ModelRuns } from "./model-runs.ts";
import { languageModelIntegration, registeredIntegrations } from "./telemetry-integration.ts";
import { TelemetryRuns } from "./telemetry-runs.ts";

/** On this channel the AI SDK (from version 7) publishes what it does. */
const CHANNEL = "ai:telemetry";

/**
 * Watches every `generateText`, `streamText`, `embed` and `embedMany` of this process, with nothing to change in the
 * application: their steps, model calls and tools become records, and the budgets are asked before each call of a
 * language model. Calls with `telemetry: { isEnabled: false }` are not seen. Watching twice is watching once.
 * @returns what stops it.
 */
export function watchAiSdk(monitor: HasEntrance): () => void {
  const entrance = monitor[ENTRANCE];
  const integrations = registeredIntegrations();
  if (integrations.some((other) => property(other, "watchedBy") === entrance)) return () => undefined;
  const runs = new ModelRuns(entrance);
  const telemetry = new TelemetryRuns(entrance, runs);
  const integration = languageModelIntegration(entrance, runs, telemetry);
  integrations.push(integration);
  const stopListening = listen(entrance, telemetry);
  return () => {
    stopListening();
    const index = integrations.indexOf(integration);
    if (index >= 0) integrations.splice(index, 1);
  };
}

function listen({ scope, reporter }: Entrance, telemetry: TelemetryRuns): () => void {
  const guarded = <T>(act: () => T): T | undefined => {
    try {
      return act();
    } catch (error) {
      reporter.internalError(error);
      return undefined;
    }
  };
  const channel = tracingChannel(CHANNEL);
  const unbind = scope.bindCalls(channel.start, (message) => guarded(() => telemetry.started(message)));
  const asyncEnd = (message: unknown) => guarded(() => telemetry.ended(message));
  channel.asyncEnd.subscribe(asyncEnd);
  return () => {
    unbind();
    channel.asyncEnd.unsubscribe(asyncEnd);
  };
}
