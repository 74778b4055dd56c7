import type { FetchStretch, FetchTask } from "./client-process.ts";

/** One figure of a stretch, as a row of the table. */
export interface FetchFigure {
  readonly title: string;
  readonly unit: string;
  of(stretch: FetchStretch): number;
}

/** A kind of traffic and what is read off it. */
export interface FetchScenario {
  readonly title: string;
  readonly task: FetchTask;
  readonly figures: readonly FetchFigure[];
}

const cpuPerMegabyte: FetchFigure = {
  title: "CPU per MB",
  unit: "ms",
  of: ({ cpuMs, megabytes }) => cpuMs / megabytes,
};

/** All scenarios, in the order of the table; `size` 1 takes about a second for each stretch. */
export function fetchScenarios(size: number): FetchScenario[] {
  const times = (requests: number) => Math.max(1, Math.round(requests * size));
  return [
    {
      title: "streamed answer, one at a time",
      task: { answer: "short-stream", requests: times(1_000), concurrency: 1 },
      figures: [
        { title: "first byte, p50", unit: "ms", of: ({ firstByteP50Ms }) => firstByteP50Ms },
        { title: "first byte, p95", unit: "ms", of: ({ firstByteP95Ms }) => firstByteP95Ms },
      ],
    },
    {
      title: "long stream of chat chunks",
      task: { answer: "long-stream", requests: times(10), concurrency: 1 },
      figures: [cpuPerMegabyte],
    },
    {
      title: "embeddings, JSON of 6 MB",
      task: { answer: "embeddings", requests: times(20), concurrency: 1 },
      figures: [cpuPerMegabyte],
    },
    {
      title: "small JSON, 20 at a time",
      task: { answer: "small-json", requests: times(3_000), concurrency: 20 },
      figures: [
        {
          title: "requests per second",
          unit: "",
          of: ({ requests, wallMs }) => requests / (wallMs / 1_000),
        },
        { title: "CPU per request", unit: "us", of: ({ requests, cpuMs }) => (cpuMs * 1_000) / requests },
      ],
    },
  ];
}
