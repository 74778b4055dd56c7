import type { EngineRate } from "./engine-rate.ts";
import type { IngestResult } from "./measure-ingest.ts";

/** DESIGN's bars for OTLP over HTTP as protobuf. */
const BAR_SPANS = 30_000;
const BAR_SHARE = 0.4;

/** The results as Markdown. */
export function ingestTables(
  results: readonly IngestResult[],
  engine: EngineRate,
  { at, machine }: { readonly at: string; readonly machine: string },
): string {
  const head = [
    "wire",
    "spans/s",
    "of the engine",
    "MB/s",
    "ack p50 / p95 ms",
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
      String(turnedAway),
      [memory.idle, memory.peak, memory.after].map((size) => size.toFixed(0)).join(" / "),
    ];
  });
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const first = results[0];
  return `${[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")}

${at.slice(0, 10)}, ${machine}; ${first?.senders} senders, ${first?.spansInRequest} spans in a request, ${first?.seconds.toFixed(0)} s each.
The engine alone, of rows made ready: ${Math.round(engine.withSums).toLocaleString("en")} spans/s into the tables with all sums,
${Math.round(engine.spansOnly).toLocaleString("en")} into \`spans\` alone. Bars: ${BAR_SPANS.toLocaleString("en")} spans/s and ${BAR_SHARE * 100} % of the engine for OTLP as protobuf.`;
}
