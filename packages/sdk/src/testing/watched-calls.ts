import type { SpanRecord } from "@breakwater/core/record/span-record";
import { createFakeClock, type FakeClock } from "@breakwater/testkit/fake-clock";
import type { ProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { ChatAnthropic } from "@langchain/anthropic";
import { ChatOpenAI } from "@langchain/openai";
import { createMonitor } from "../create-monitor.ts";
import type { Monitor } from "../monitor/monitor.ts";
import type { MonitorOptions } from "../options/monitor-options.ts";

/** A monitor with everything it said and recorded. Its clock stands still until a test turns it. */
export interface WatchedCalls {
  readonly monitor: Monitor;
  readonly clock: FakeClock;
  /** Every record, in the order in which the steps ended. */
  readonly records: readonly SpanRecord[];
  readonly corrections: readonly { readonly previous: SpanRecord; readonly next: SpanRecord }[];
  readonly warnings: readonly string[];
  /** Records of model calls. */
  llm(): SpanRecord[];
  /** The only record of a model call. @throws Error when there is another number of them. */
  only(): SpanRecord;
}

/** Makes a monitor that keeps what it records; `clock` may be one that a stub shares. */
export function watchCalls(options: MonitorOptions = {}, clock: FakeClock = createFakeClock()): WatchedCalls {
  const records: SpanRecord[] = [];
  const corrections: { previous: SpanRecord; next: SpanRecord }[] = [];
  const warnings: string[] = [];
  const log = {
    onRecord: (record: SpanRecord) => void records.push(record),
    onCorrection: (previous: SpanRecord, next: SpanRecord) => void corrections.push({ previous, next }),
  };
  const logger = { warn: (text: string) => void warnings.push(text), info: () => undefined };
  const monitor = createMonitor(
    { logger, ...options, concerns: { log, ...options.concerns } },
    { clock, random: () => 0.5 },
  );
  const llm = () => records.filter(({ kind }) => kind === "llm");
  const only = () => {
    const [first, ...others] = llm();
    if (first === undefined || others.length > 0) throw new Error(`${llm().length} calls, expected one`);
    return first;
  };
  return { monitor, clock, records, corrections, warnings, llm, only };
}

/** Every call costs exactly one dollar, so that a budget of three dollars is one of three calls. */
export const DOLLAR_A_CALL: MonitorOptions = {
  pricing: {
    overrides: [{ model: "*", inputPerMillionUsd: 0, outputPerMillionUsd: 0, perCallUsd: 1 }],
  },
};

/** What every model made here has unless told otherwise: a cap, and no retries of its own. */
const MODEL_DEFAULTS = { apiKey: "test", maxRetries: 0, maxTokens: 64 };

/** OpenAI's chat model of LangChain, pointed at a stub. */
export function openAiOf(stub: ProviderStub, fields: object = {}): ChatOpenAI {
  return new ChatOpenAI({
    model: "gpt-4o",
    ...MODEL_DEFAULTS,
    ...fields,
    configuration: { baseURL: stub.openAiBaseUrl },
  });
}

/** Anthropic's chat model of LangChain, pointed at a stub. */
export function anthropicOf(stub: ProviderStub, fields: object = {}): ChatAnthropic {
  return new ChatAnthropic({
    model: "claude-sonnet-4-5",
    ...MODEL_DEFAULTS,
    ...fields,
    anthropicApiUrl: stub.anthropicBaseUrl,
  });
}
