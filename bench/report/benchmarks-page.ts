import type { BenchResult } from "./bench-result.ts";
import type { Machine } from "./describe-machine.ts";
import { resultTables } from "./result-tables.ts";

/** docs/benchmarks.md: the numbers of a run, and how they came about. */
export function benchmarksPage(result: BenchResult): string {
  return [
    "# Benchmarks",
    "",
    "What it costs to have Breakwater listen, measured side by side with its peers in one run:",
    "",
    "    npm run bench -- --reference",
    "",
    "The command writes this page. `npm run bench` alone prints the same tables for your machine and takes a few",
    "minutes; the peers are installed by its first run into `bench/`, a plain clone does not carry them.",
    "",
    ...machineLines(result.machine),
    `Measured on ${result.at.slice(0, 10)} in ${Math.round(result.tookSeconds / 60)} minutes.`,
    "",
    resultTables(result).trimEnd(),
    "",
    "## How it is measured",
    "",
    "- Every handler runs in a process of its own, with a chat model that answers at once in process: what is left is",
    "  LangChain and the handler. 50 calls are in flight at a time, so the event loop never waits.",
    "- CPU is that of the whole process, all threads, until everything put off (queues, exports) is sent. The sink that",
    "  peers send to is another process, and its CPU is nobody's.",
    `- Handlers take turns in ${result.comparison.rounds} rounds after a warm-up. Each stretch follows one without a handler, which is`,
    "  subtracted: all costs are above no handler. Shown are the median and the smallest and largest of the rounds.",
    "- Breakwater is the package as published: each call priced, checked against a daily budget and one per user (1,000",
    "  users), and written to a journal file at its start and its end. It keeps no prompts or answers, as by default;",
    "  the peers, as by theirs, do.",
    "- Peers have their own defaults, but for OpenTelemetry's span queue and exports at once: by default they drop spans",
    "  of a saturated loop, which would be cheap. They are made large enough. LangSmith and Opik cannot tell losses.",
    "- Every handler catches up with its background work as it goes, each 50 to 1,000 calls.",
    "- Verdicts compare medians. Where the ranges of two handlers overlap, this run does not tell them apart.",
    "- Guarded fetch: two processes, one with `monitor.fetch` and one with the plain `fetch`, take turns with a local",
    "  provider in a third. Each reads its answers to the end and throws the bytes away: what a client does with them",
    "  is not in the figures. `added` and `ratio` are of pairs, with the smallest and the largest.",
    "- The no-op handler is awaited and does nothing: it is what LangChain asks for having any handler at all.",
    "",
  ].join("\n");
}

function machineLines({ cpu, cores, memoryGb, system, node, loadAverage, packages }: Machine): string[] {
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return [
    `Machine: ${cpu}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}; load average ${loadAverage} at the end.`,
    "",
    `Compared: ${versions.join(", ")}.`,
    "",
  ];
}
