import type { EngineRate } from "./engine-rate.ts";
import type { IngestResult } from "./measure-ingest.ts";

/** The bars, for OTLP over HTTP as protobuf: spans a second, and their share of what the engine stores. */
const BAR_SPANS = 30_000;
const BAR_SHARE = 0.4;
/** Resident megabytes of a server that does nothing. */
const BAR_IDLE = 350;

/** When and where it was measured. */
export interface IngestRun {
  readonly at: string;
  readonly command: string;
  readonly machine: string;
}

/** The page in `docs`. */
export function ingestPage(
  results: readonly IngestResult[],
  engine: EngineRate,
  { at, command, machine }: IngestRun,
): string {
  const head = [
    "wire",
    "spans/s",
    "of the engine",
    "MB/s",
    "ack p50 / p95 ms",
    "spans in a commit",
    "turned away",
    "memory MB idle / peak / after",
  ];
  const rows = results.map((result) => {
    const { wire, acknowledgedSpans, storedSpans, seconds, bytesInSpan, p50, p95, turnedAway, memory } =
      result;
    const rate = acknowledgedSpans / seconds;
    const lost = storedSpans === acknowledgedSpans ? "" : ` (stored: ${storedSpans} of ${acknowledgedSpans})`;
    return [
      wire + lost,
      Math.round(rate).toLocaleString("en"),
      `${Math.round((100 * rate) / engine.withSums)} %`,
      ((rate * bytesInSpan) / 1e6).toFixed(1),
      `${p50.toFixed(0)} / ${p95.toFixed(0)}`,
      Math.round(result.spansInCommit).toLocaleString("en"),
      String(turnedAway),
      [memory.idle, memory.peak, memory.after].map((size) => size.toFixed(0)).join(" / "),
    ];
  });
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const first = results[0];
  const whole = (count: number) => Math.round(count).toLocaleString("en");
  return `# How much the server takes in

Written by \`${command}\` on ${at.slice(0, 10)}
(${machine}). Server, senders and engine share the processors. Of every five spans one is a root, one a retriever and three are
model calls with twelve attributes and no messages; every request is answered only when its spans are on disk and in all sums, and afterwards the
server is asked what it has.

${[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")}

${first?.senders} senders at once, ${first?.spansInRequest} spans in a request, ${first?.seconds.toFixed(0)} s each wire. In the same run, the engine alone, in a process that only
hands over rows made ready, ${whole(engine.rowsInInsert)} in an insert: ${whole(engine.withSums)} spans/s into the tables with all sums, ${whole(engine.spansOnly)} into \`spans\` alone.

${verdicts(results, engine).join("\n")}
`;
}

/** Which bars are met, of those that are measured here. */
function verdicts(results: readonly IngestResult[], engine: EngineRate): readonly string[] {
  const measured = results.find(({ wire }) => wire === "otlp-protobuf");
  if (measured === undefined) return [];
  const rate = measured.acknowledgedSpans / measured.seconds;
  const share = rate / engine.withSums;
  const told = (isMet: boolean) => (isMet ? "met" : "**missed**");
  return [
    `- Bar of ${BAR_SPANS.toLocaleString("en")} spans/s for OTLP as protobuf: ${told(rate >= BAR_SPANS)}.`,
    `- Bar of ${BAR_SHARE * 100} % of the engine's own rate: ${told(share >= BAR_SHARE)}.`,
    `- Bar of ${BAR_IDLE} MB of memory while idle, ten seconds after a start that was not the first: ${told(measured.memory.idle <= BAR_IDLE)}. ${measured.programMemory.toFixed(0)} MB of it are the files of Node and of the engine, as they lie in memory.`,
  ];
}
