import { BASELINE, type HandlerEntry } from "../handlers/registry.ts";
import { SCENARIOS, type Scenario, type ScenarioName } from "../workload/scenarios.ts";
import { MeasuredHandler } from "./measured-handler.ts";
import type { MemoryReading, Stretch } from "./messages.ts";
import { type Summary, summarize } from "./summary.ts";

/** Long enough for the clock and for the compiler's mood, short enough to alternate often. */
const STRETCH = { milliseconds: 300 };
/** The compiler has the same time with every handler: a saturated process is a warm one. */
const WARM_UP = { milliseconds: 2_000 };

/** A handler's cost per call in one scenario. Times in microseconds above no handler, of the same pair. */
export interface HandlerCost {
  readonly scenario: ScenarioName;
  readonly handler: string;
  readonly cpuAboveNoneUs: Summary;
  readonly wallAboveNoneUs: Summary;
  /** Of the CPU above none: how many times what the no-op handler costs in the same round. */
  readonly cpuToNoop: Summary | undefined;
  /** The whole call, LangChain and model included. */
  readonly cpuWholeUs: Summary;
}

/** What the handlers cost, side by side. */
export interface Comparison {
  readonly rounds: number;
  readonly costs: readonly HandlerCost[];
  readonly memory: readonly ({ readonly handler: string } & MemoryReading)[];
  /** Handlers that could not be measured, and why. */
  readonly missing: readonly { readonly handler: string; readonly reason: string }[];
}

interface Pair {
  readonly none: Stretch;
  readonly own: Stretch;
}

/** Parts of {@link compareHandlers}. */
export interface ComparisonParts {
  readonly handlers: readonly HandlerEntry[];
  readonly sinkUrl: string;
  readonly rounds: number;
  onProgress(text: string): void;
}

/**
 * Measures all handlers in turns. Each stretch of a handler follows a stretch without any, and the two are
 * subtracted: what the machine does meanwhile hits both. The order changes from round to round.
 */
export async function compareHandlers(parts: ComparisonParts): Promise<Comparison> {
  const { started, missing } = await startAll(parts);
  const baseline = started.find(({ entry }) => entry.name === BASELINE);
  if (!baseline) throw new Error("The run without a handler did not start.");
  const others = started.filter((handler) => handler !== baseline);
  try {
    const costs: HandlerCost[] = [];
    for (const scenario of SCENARIOS) {
      parts.onProgress(scenario.title);
      costs.push(...(await compareIn(scenario, { baseline, others, rounds: parts.rounds })));
    }
    const memory = [];
    for (const handler of started) memory.push({ handler: handler.entry.name, ...(await handler.memory()) });
    return { rounds: parts.rounds, costs, memory, missing };
  } finally {
    for (const handler of started) await handler.stop();
  }
}

async function startAll({ handlers, sinkUrl }: ComparisonParts) {
  const started: MeasuredHandler[] = [];
  const missing: { handler: string; reason: string }[] = [];
  for (const entry of handlers) {
    try {
      started.push(await MeasuredHandler.start(entry, sinkUrl));
    } catch (error) {
      missing.push({ handler: entry.name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { started, missing };
}

interface Field {
  readonly baseline: MeasuredHandler;
  readonly others: readonly MeasuredHandler[];
  readonly rounds: number;
}

async function compareIn(scenario: Scenario, { baseline, others, rounds }: Field): Promise<HandlerCost[]> {
  const pairs = new Map(others.map(({ entry }) => [entry.name, [] as Pair[]]));
  for (const handler of [baseline, ...others]) await handler.measure(scenario, WARM_UP);
  for (let round = 0; round < rounds; round += 1) {
    for (const handler of rotated(others, round)) {
      const none = await baseline.measure(scenario, STRETCH);
      const own = await handler.measure(scenario, STRETCH);
      pairs.get(handler.entry.name)?.push({ none, own });
    }
  }
  const noop = pairs.get("noop")?.map(cpuAbove);
  return [...pairs].map(([handler, measured]) =>
    costOf({ scenario: scenario.name, handler, measured, noop }),
  );
}

interface MeasuredCost {
  readonly scenario: ScenarioName;
  readonly handler: string;
  readonly measured: readonly Pair[];
  readonly noop: readonly number[] | undefined;
}

function costOf({ scenario, handler, measured, noop }: MeasuredCost): HandlerCost {
  const ratios = measured.map((pair, round) => cpuAbove(pair) / (noop?.[round] ?? Number.NaN));
  return {
    scenario,
    handler,
    cpuAboveNoneUs: summarize(measured.map(cpuAbove)),
    wallAboveNoneUs: summarize(measured.map(({ none, own }) => own.wallUs - none.wallUs)),
    cpuToNoop: noop && summarize(ratios),
    cpuWholeUs: summarize(measured.map(({ own }) => own.cpuUs)),
  };
}

function cpuAbove({ none, own }: Pair): number {
  return own.cpuUs - none.cpuUs;
}

function rotated<T>(values: readonly T[], by: number): T[] {
  const start = by % values.length;
  return [...values.slice(start), ...values.slice(0, start)];
}
