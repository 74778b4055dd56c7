import { isTimeZone } from "@breakwater/core/budget/calendar-window";
import { decodeRecord } from "@breakwater/core/record/decode-record";
import { createReportAccumulator, type ReportAccumulator } from "@breakwater/core/report/report-from-records";
import { createReportView, type ReportView } from "@breakwater/core/report/report-view";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { readJournal } from "../journal/journal.ts";
import { parseDuration } from "../options/duration.ts";
import { version } from "../version.ts";

/** Where a command writes. */
export interface TextSink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** The outside of a command. */
export interface CommandEdge {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly out: TextSink;
  readonly error: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface ReportFlags {
  readonly since?: number;
  readonly until?: number;
  readonly format: "text" | "markdown" | "json";
  readonly timeZone: string;
  readonly rows: number;
  readonly slowMs: number;
  readonly color?: boolean;
}

const PROGRESS_EVERY = 100_000;

/** Runs `breakwater-report`. @returns the exit code: 0, 1 when the journal cannot be read, 2 on wrong usage. */
export function runReportCommand(args: readonly string[], edge: CommandEdge): number {
  const command = reportCommand(edge);
  try {
    command.parse(args, { from: "user" });
    const [path = ""] = command.args;
    report(path, command.opts<ReportFlags>(), edge);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    edge.error.write(`breakwater-report: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function reportCommand({ now, out, error }: CommandEdge): Command {
  const time = (text: string) => timeOf(text, now);
  return new Command("breakwater-report")
    .description("What the calls in a journal cost, how long they took and why they failed.")
    .argument("<journal>", "path given to createMonitor as logFile; rotated files beside it are read too")
    .addOption(new Option("--since <time>", "from this time on: 24h, 7d, or an ISO time").argParser(time))
    .addOption(new Option("--until <time>", "up to this time").argParser(time))
    .addOption(
      new Option("--format <form>", "form of the report")
        .choices(["text", "markdown", "json"])
        .default("text"),
    )
    .addOption(new Option("--time-zone <name>", "zone of the times shown").argParser(zoneOf).default("UTC"))
    .addOption(new Option("--rows <n>", "most rows per table").argParser(wholeNumber).default(10))
    .addOption(new Option("--slow-ms <n>", "a call above this is slow").argParser(wholeNumber).default(5_000))
    .option("--color", "colours even when this is no terminal")
    .option("--no-color", "no colours")
    .version(version)
    .addHelpText(
      "after",
      "\nExamples:\n  breakwater-report production.jsonl --since 24h\n  breakwater-report production.jsonl --format json | jq .cost.total\n",
    )
    .exitOverride()
    .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => error.write(text) });
}

function report(path: string, flags: ReportFlags, edge: CommandEdge): void {
  const accumulator = createReportAccumulator({
    now: edge.now,
    timeZone: flags.timeZone,
    maxRows: flags.rows,
    slowCallMs: flags.slowMs,
    ...(flags.since !== undefined && { since: flags.since }),
    ...(flags.until !== undefined && { until: flags.until }),
  });
  readInto(accumulator, path, { flags, edge });
  const view = createReportView(accumulator.build());
  edge.out.write(`${inForm(view, flags, edge).trimEnd()}\n`);
}

function readInto(
  accumulator: ReportAccumulator,
  path: string,
  { flags, edge }: { flags: ReportFlags; edge: CommandEdge },
): void {
  let lines = 0;
  for (const line of readJournal(path, flags.since === undefined ? {} : { sinceMs: flags.since })) {
    const decoded = decodeRecord(line);
    if (decoded.ok) accumulator.add(decoded.record);
    else accumulator.addUnreadableLine();
    lines += 1;
    if (edge.error.isTTY && lines % PROGRESS_EVERY === 0) edge.error.write(`\r${lines} lines read`);
  }
  if (edge.error.isTTY && lines >= PROGRESS_EVERY) edge.error.write("\r\u001b[K");
}

function inForm(view: ReportView, flags: ReportFlags, { out, env }: CommandEdge): string {
  if (flags.format === "json") return JSON.stringify(view, undefined, 2);
  if (flags.format === "markdown") return view.toMarkdown();
  const isColored =
    flags.color ?? (out.isTTY === true && env["NO_COLOR"] === undefined && env["TERM"] !== "dumb");
  return view.toText({ color: isColored, width: Math.min(160, Math.max(60, out.columns ?? 100)) });
}

function timeOf(text: string, now: number): number {
  const duration = parseDuration(text);
  const at = duration === undefined ? Date.parse(text) : now - duration;
  if (Number.isNaN(at)) {
    throw new InvalidArgumentError('Give a duration such as "24h" or "7d", or an ISO time.');
  }
  return at;
}

function zoneOf(text: string): string {
  if (!isTimeZone(text)) throw new InvalidArgumentError('Give an IANA time zone such as "Europe/Berlin".');
  return text;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("Give a whole number above 0.");
  return value;
}
