import { BASELINE, HANDLERS } from "../handlers/registry.ts";
import type { HandlerCost } from "../measure/compare-handlers.ts";
import type { MemoryReading } from "../measure/messages.ts";
import type { Summary } from "../measure/summary.ts";
import { SCENARIOS, type ScenarioName } from "../workload/scenarios.ts";
import { barRows } from "./bars.ts";
import type { BenchResult } from "./bench-result.ts";
import { fetchTable } from "./fetch-table.ts";
import { markdownTable } from "./markdown-table.ts";

/** All numbers of a run as Markdown. */
export function resultTables(result: BenchResult): string {
  const { comparison } = result;
  const sections = [
    "## The bars\n",
    markdownTable(["what", "bar", "measured", "verdict"], barRows(result)),
    ...SCENARIOS.map(
      ({ name, title }) => `\n## ${capitalized(title)}\n\n${costTable(comparison.costs, name)}`,
    ),
    "\n## Guarded fetch\n",
    fetchTable(result.fetch),
    "\n## Memory of that run\n",
    memoryTable(comparison.memory),
    "\n## Memory over many calls (Breakwater, single model call)\n",
    longRunTable(result),
    "\n## Parts of Breakwater\n",
    partsTable(result),
  ];
  const missing = comparison.missing.map(
    ({ handler, reason }) => `Not measured: ${titleOf(handler)} (${reason}).`,
  );
  return [...sections, ...(missing.length > 0 ? ["", ...missing] : []), ""].join("\n");
}

function costTable(costs: readonly HandlerCost[], scenario: ScenarioName): string {
  const rows = costs
    .filter((cost) => cost.scenario === scenario)
    .map((cost) => [
      titleOf(cost.handler),
      micros(cost.cpuAboveNoneUs),
      micros(cost.wallAboveNoneUs),
      cost.cpuToNoop ? `${cost.cpuToNoop.median.toFixed(1)} x` : "",
    ]);
  return markdownTable(["handler", "CPU per call (us)", "wall per call (us)", "CPU to no-op"], rows);
}

function memoryTable(memory: BenchResult["comparison"]["memory"]): string {
  const none = memory.find(({ handler }) => handler === BASELINE);
  const above = (reading: MemoryReading, field: "peakRssMb" | "rssMb" | "heapUsedMb") =>
    (reading[field] - (none?.[field] ?? 0)).toFixed(0);
  const rows = memory
    .filter(({ handler }) => handler !== BASELINE)
    .map((reading) => [
      titleOf(reading.handler),
      above(reading, "peakRssMb"),
      above(reading, "rssMb"),
      above(reading, "heapUsedMb"),
      reading.losses ?? "",
    ]);
  const head = ["handler", "peak RSS (MB)", "RSS at the end (MB)", "heap in use at the end (MB)", "losses"];
  return markdownTable(head, rows);
}

function longRunTable({ memoryOverCalls }: BenchResult): string {
  const rows = memoryOverCalls.map(({ calls, rssMb, heapUsedMb }) => [
    calls.toLocaleString("en"),
    rssMb.toFixed(0),
    heapUsedMb.toFixed(1),
  ]);
  return markdownTable(["calls", "RSS (MB)", "heap in use (MB)"], rows);
}

function partsTable({ parts: { ledger, journal, report, restore } }: BenchResult): string {
  return markdownTable(
    ["part", "cost"],
    [
      ["reserve + settle, 1 budget, 10,000 users", `${ledger.oneBudgetNs.toFixed(0)} ns`],
      ["reserve + settle, 3 budgets, 10,000 users", `${ledger.threeBudgetsNs.toFixed(0)} ns`],
      ["journal: encode and append the line of a step", `${journal.lineNs.toFixed(0)} ns`],
      ["report(), 1,000 users with a budget each", `${report.reportMs.toFixed(1)} ms`],
      ["report().toText(), the same", `${report.textMs.toFixed(1)} ms`],
      [
        `restore 100 MiB of journal (${restore.records.toLocaleString("en")} records)`,
        `${restore.restoreMs.toFixed(0)} ms`,
      ],
    ],
  );
}

function titleOf(handler: string): string {
  return HANDLERS.find(({ name }) => name === handler)?.title ?? handler;
}

function micros({ median, min, max }: Summary): string {
  const digits = Math.abs(median) < 100 ? 1 : 0;
  return `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
