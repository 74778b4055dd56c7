import { type QueryResult, SLOW_RUNS } from "./measure-queries.ts";

/** DESIGN's bar for every question of the dashboard. */
const BAR_MS = 200;

/** What was measured, and where. */
export interface QueriesRun {
  readonly at: string;
  readonly runs: number;
  readonly machine: string;
  readonly results: readonly QueryResult[];
  /** The spans may have been made by a run before, next to whatever the machine did then. */
  readonly isKept: boolean;
}

/** The page in `docs`: one row for each question, one pair of columns for each size. */
export function queriesPage({ at, runs, machine, results, isKept }: QueriesRun): string {
  const largest = results.at(-1);
  const missed = largest?.questions.filter(({ p95 }) => !(p95 <= BAR_MS)) ?? [];
  return `# How fast the dashboard's questions are

Written by \`npm run bench:server -- --sizes=${results.map(({ spans }) => spans).join(",")} --runs=${runs}${isKept ? " --keep=DIRECTORY" : ""} --reference\` on ${at.slice(0, 10)}
(${machine}). Spans are made inside the engine over 30 days: three projects, 20,000 users, 12 models, traces of five
spans. Each question goes through the API in process, one at a time, for the project that has 70 % of
the spans: ${runs} times, or as often as ten seconds allow, at least ${SLOW_RUNS} times. The 95th percentile of few runs is their slowest. A failed
question is given with its reason.

${sizesTable(results)}
${isKept ? "\nThe spans were made by earlier runs into the same directory, while the machine had other work too.\n" : ""}
The bar is ${BAR_MS} ms at the 95th percentile with 100 million spans. At ${count(largest?.spans)} spans, the largest size measured here,
${missed.length} of ${largest?.questions.length ?? 0} questions are over it${ofDay(missed.map(({ name }) => name))}. ${(largest?.spans ?? 0) < 100e6 ? "**100 million have not been measured by this command yet.**" : ""}

## Milliseconds, p50 / p95

${questionsTable(results)}
`;
}

function ofDay(names: readonly string[]): string {
  if (names.length === 0) return "";
  const days = names.filter((name) => name.endsWith(", 24h")).length;
  return `, ${days} of them over a day and ${names.length - days} over a month`;
}

function sizesTable(results: readonly QueryResult[]): string {
  const rows = results.map(({ spans, generatedInSeconds, spanBytes, allBytes }) => [
    count(spans),
    String(generatedInSeconds),
    (spanBytes / spans).toFixed(1),
    (allBytes / spans).toFixed(1),
  ]);
  return table(["spans", "seconds to make", "bytes a span", "bytes a span with all sums"], rows);
}

function questionsTable(results: readonly QueryResult[]): string {
  const rows = (results[0]?.questions ?? []).map(({ name }) => {
    const found = results.map(({ questions }) => questions.find((question) => question.name === name));
    const largest = found.at(-1);
    return [
      name,
      ...found.map((times) => times?.failure ?? `${times?.p50.toFixed(0)} / ${times?.p95.toFixed(0)}`),
      (largest?.p95 ?? Number.NaN) <= BAR_MS ? "" : "over",
    ];
  });
  return table(["question", ...results.map(({ spans }) => count(spans)), "bar"], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "/").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function count(spans = 0): string {
  return spans >= 1e6 ? `${spans / 1e6} M` : String(spans);
}
