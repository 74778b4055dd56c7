import type { RunStart } from "../../calls/open-run.ts";
import { ENTRANCE } from "../../monitor/entrance.ts";
import type { MonitorOptions } from "../../options/monitor-options.ts";
import { watchCalls } from "../../testing/watched-calls.ts";
import type { OpenTelemetryOptions } from "../emission-choice.ts";
import { openTelemetry } from "../open-telemetry.ts";

/** A monitor with the bridge, and its tracker to feed by hand. */
export function watchTelemetry(options: MonitorOptions = {}, bridge: OpenTelemetryOptions = {}) {
  const calls = watchCalls({ openTelemetry: openTelemetry(bridge), ...options });
  const { tracker, spans } = calls.monitor[ENTRANCE];
  return { ...calls, tracker, spans };
}

/** The start of a call of gpt-4o, fields replaced. */
export function chatStart(id: string, fields: Partial<RunStart> = {}): RunStart {
  const call = {
    provider: "openai",
    requestModel: "gpt-4o",
    request: { messages: [], invocationParams: { max_tokens: 64, temperature: 0.5, stop: ["END"] } },
    server: { address: "api.openai.com", port: 443 },
  };
  return { id, kind: "llm", name: "ChatOpenAI", context: {}, call, ...fields };
}

const USAGE = {
  inputTokens: 100,
  outputTokens: 50,
  cacheReadTokens: 40,
  cacheWriteTokens: 10,
  reasoningTokens: 20,
};
const COST = {
  source: "priced",
  totalNanos: 1_500_000,
  inputNanos: 500_000,
  outputNanos: 1_000_000,
  catalogue: "test",
} as const;
/** How such a call ends well. */
export const ANSWERED = {
  status: "ok",
  usage: USAGE,
  usageSource: "reported",
  responseModel: "gpt-4o-2024-08-06",
  serviceTier: "default",
  cost: COST,
} as const;
