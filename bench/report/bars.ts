import { BASELINE } from "../handlers/registry.ts";
import type { ScenarioName } from "../workload/scenarios.ts";
import type { BenchResult } from "./bench-result.ts";

const SINGLE_CALL_US = 30;
const CHAIN_US = 120;
const MEMORY_MB = 60;
/** What the heap may differ between the second and the last sample of a long run and still be called flat. */
const FLAT_MB = 5;

/** What Breakwater promises of its own weight: bar, measurement and whether it is met, as table rows. */
export function barRows(result: BenchResult): string[][] {
  const memory = memoryAboveNone(result);
  const growth = heapGrowth(result);
  return [
    costRow(result, {
      scenario: "single",
      title: "CPU of a model call above no handler",
      barUs: SINGLE_CALL_US,
    }),
    costRow(result, {
      scenario: "chain",
      title: "CPU of prompt, model, parser above no handler",
      barUs: CHAIN_US,
    }),
    peersRow(result),
    row({
      title: "peak memory of the run above no handler",
      bar: `<= ${MEMORY_MB} MB`,
      measured: `${memory.toFixed(0)} MB`,
      isMet: memory <= MEMORY_MB,
    }),
    row({
      title: "heap growth over many calls",
      bar: `flat (<= ${FLAT_MB} MB)`,
      measured: `${growth.toFixed(1)} MB`,
      isMet: growth <= FLAT_MB,
    }),
  ];
}

interface CostBar {
  readonly scenario: ScenarioName;
  readonly title: string;
  readonly barUs: number;
}

function costRow(result: BenchResult, { scenario, title, barUs }: CostBar): string[] {
  const cost = cpuOf(result, "breakwater", scenario);
  return row({ title, bar: `<= ${barUs} us`, measured: `${cost.toFixed(1)} us`, isMet: cost <= barUs });
}

function peersRow(result: BenchResult): string[] {
  const own = cpuOf(result, "breakwater", "single");
  const peers = result.comparison.costs.filter(
    ({ scenario, handler }) => scenario === "single" && handler !== "noop" && handler !== "breakwater",
  );
  const cheapest = Math.min(...peers.map(({ cpuAboveNoneUs }) => cpuAboveNoneUs.median));
  return row({
    title: "CPU of a model call, to the cheapest peer",
    bar: "below every peer",
    measured: `${(own / cheapest).toFixed(2)} x`,
    isMet: own < cheapest,
  });
}

function cpuOf({ comparison }: BenchResult, handler: string, scenario: ScenarioName): number {
  const cost = comparison.costs.find((found) => found.handler === handler && found.scenario === scenario);
  return cost?.cpuAboveNoneUs.median ?? Number.NaN;
}

function memoryAboveNone({ comparison: { memory } }: BenchResult): number {
  const of = (name: string) => memory.find(({ handler }) => handler === name)?.peakRssMb ?? Number.NaN;
  return of("breakwater") - of(BASELINE);
}

/** From the second sample, when tables and caches have filled, to the last. */
function heapGrowth({ memoryOverCalls }: BenchResult): number {
  const [, filled] = memoryOverCalls;
  const last = memoryOverCalls.at(-1);
  return filled && last ? last.heapUsedMb - filled.heapUsedMb : Number.NaN;
}

interface Verdict {
  readonly title: string;
  readonly bar: string;
  readonly measured: string;
  readonly isMet: boolean;
}

function row({ title, bar, measured, isMet }: Verdict): string[] {
  return [title, bar, measured, isMet ? "met" : "missed"];
}
