import { gzipSync } from "node:zlib";
import { formatCount } from "@breakwater/core/report/format-values";
import { Presets, SingleBar } from "cli-progress";
import { type Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { parseDurationMs } from "../query/parse-duration.ts";
import { momentOfText } from "../query/time-range.ts";
import { play, type ReplayTiming } from "../replay/play.ts";
import { type MeasuredTrace, measureTrace, NoTraceError, tracesIn } from "../replay/replay-sources.ts";
import { sampleTrace } from "../replay/sample-trace.ts";
import { askingCommand } from "./ask/connection-flags.ts";
import { type ConnectionFlags, ServerConnection } from "./ask/server-connection.ts";
import { printJson, processTerminal } from "./ask/terminal.ts";

interface ReplayFlags extends ConnectionFlags {
  readonly seed: number;
  readonly until?: string;
  readonly over?: number;
  readonly speed?: number;
  readonly limit?: number;
  readonly texts: boolean;
  readonly json?: boolean;
}

/** What a replay did. */
interface ReplayTotals {
  traces: string[];
  seed: number;
  /** ISO 8601; the same one again counts nothing twice. Absent when it was played against the clock. */
  until?: string;
  requests: number;
  spans: number;
  accepted: number;
  /** Lines of the files that are no requests. */
  badLines: number;
  seconds: number;
}

/** Spans of one request to the server. */
const BATCH_SPANS = 2_000;
/** Bad lines that are named one by one. */
const NAMED_BAD_LINES = 5;

const receiptSchema = z.object({ accepted: z.number(), rejected: z.record(z.string(), z.number()) });

/** `breakwater replay [FILE...]`: public traces of LLM services into a server, for demos and benchmarks. */
export function replayCommand(): Command {
  return askingCommand("replay", "ingest")
    .description(
      "Send the requests of a public trace to a running server, as if they had just been made. A trace tells when requests " +
        "came and how many tokens they had; models, users, sessions, failures and texts are made up from a seed.",
    )
    .argument("[file...]", "traces or directories of them (default: a made-up day of 20,000 requests)")
    .option("--seed <number>", "what the made-up part hangs on", wholeNumber, 1)
    .option("--until <time>", "when the last request ends: ISO 8601, now or now-2h (default now)")
    .option("--over <duration>", "stretch or press the arrivals to this long, such as 24h", duration)
    .option("--speed <factor>", "play against the clock, this many times as fast, from now on", factor)
    .option("--limit <count>", "at most so many requests of each trace", wholeNumber)
    .option("--no-texts", "without prompts and answers")
    .action(replay);
}

async function replay(places: readonly string[], flags: ReplayFlags): Promise<void> {
  if (flags.speed !== undefined && flags.until !== undefined) {
    throw new InvalidArgumentError("--speed plays from now on: it cannot be given with --until.");
  }
  const connection = new ServerConnection(flags, process.env);
  const began = Date.now();
  const totals: ReplayTotals = {
    traces: [],
    seed: flags.seed,
    requests: 0,
    spans: 0,
    accepted: 0,
    badLines: 0,
    seconds: 0,
  };
  const traces = await measured(places, flags, totals);
  const timing = timingOf(flags, began);
  if (flags.speed === undefined) totals.until = new Date(timing.anchorMs).toISOString();
  const isShown = process.stderr.isTTY === true && flags.json !== true;
  const bar = isShown ? progressBar(traces) : undefined;
  try {
    await sendAll(play(traces, timing, flags.texts), { connection, totals, bar, isLive: timing.isLive });
  } finally {
    bar?.stop();
  }
  totals.seconds = (Date.now() - began) / 1000;
  const terminal = processTerminal(process.stdout);
  if (flags.json === true) printJson(terminal, totals);
  else terminal.write(summaryOf(totals, flags));
}

async function measured(
  places: readonly string[],
  { seed, over: overMs, limit = Number.MAX_SAFE_INTEGER }: ReplayFlags,
  totals: ReplayTotals,
): Promise<readonly MeasuredTrace[]> {
  const sources = places.length === 0 ? [sampleTrace(seed)] : tracesIn(places);
  const traces: MeasuredTrace[] = [];
  const onBadLine = (trace: string, line: number) => {
    totals.badLines += 1;
    if (totals.badLines > NAMED_BAD_LINES) return;
    process.stderr.write(`${trace}, line ${line}: no request; passed over.\n`);
  };
  for (const source of sources) {
    const trace = await measureTrace(source, { seed, overMs, limit, onBadLine });
    if (trace !== undefined) traces.push(trace);
  }
  if (traces.length === 0) throw new NoTraceError("There is no request in what is to be replayed.");
  totals.traces = traces.map(({ source }) => source.name);
  return traces;
}

function timingOf({ until, speed }: ReplayFlags, now: number): ReplayTiming {
  if (speed !== undefined) return { anchorMs: now, speed, startOf: () => now, isLive: true };
  const anchorMs = Math.floor(until === undefined ? now : momentOfText(until, "--until", now));
  return { anchorMs, speed: 1, startOf: ({ wholeMs }) => anchorMs - wholeMs, isLive: false };
}

interface SendingParts {
  readonly connection: ServerConnection;
  readonly totals: ReplayTotals;
  readonly bar: SingleBar | undefined;
  /** Requests are waited for until their time has come. */
  readonly isLive: boolean;
}

async function sendAll(
  requests: ReturnType<typeof play>,
  { connection, totals, bar, isLive }: SendingParts,
): Promise<void> {
  let lines: string[] = [];
  const send = async () => {
    if (lines.length === 0) return;
    const response = await connection.send("/v1/spans", gzipSync(lines.join("\n"), { level: 1 }));
    totals.accepted += receiptSchema.parse(await response.json()).accepted;
    totals.spans += lines.length;
    lines = [];
    bar?.update(totals.requests);
  };
  for await (const { atMs, spans } of requests) {
    const waitMs = isLive ? atMs - Date.now() : 0;
    if (waitMs > 0 || lines.length >= BATCH_SPANS) await send();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    for (const span of spans) lines.push(JSON.stringify(span));
    totals.requests += 1;
  }
  await send();
}

function progressBar(traces: readonly MeasuredTrace[]): SingleBar {
  const bar = new SingleBar(
    {
      format: "replay {bar} {percentage}% | {value} of {total} requests | {eta_formatted} left",
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(
    traces.reduce((sum, { requests }) => sum + requests, 0),
    0,
  );
  return bar;
}

function summaryOf(totals: ReplayTotals, { seed }: ReplayFlags): string {
  const { traces, requests, spans, accepted, badLines, seconds, until } = totals;
  const rate = formatCount(Math.round(spans / Math.max(seconds, 0.001)));
  const bad =
    badLines === 0 ? [] : [`Lines that are no requests, and were passed over: ${formatCount(badLines)}.`];
  const again = until === undefined ? [] : [`The same again, counted once: --seed ${seed} --until ${until}`];
  return [
    `${formatCount(accepted)} of ${formatCount(spans)} spans of ${formatCount(requests)} requests (${traces.join(", ")}) are stored, ` +
      `in ${seconds.toFixed(1)} s (${rate} spans/s).`,
    ...bad,
    `Models, users, sessions, failures and texts are made up from seed ${seed}; spans carry the tag replay:seed=${seed}.`,
    ...again,
    "",
  ].join("\n");
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Give a whole number.");
  return Number(text);
}

function factor(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1e6)) throw new InvalidArgumentError("Give a factor above 0, such as 1 or 60.");
  return value;
}

function duration(text: string): number {
  const ms = parseDurationMs(text);
  if (ms === undefined || ms === 0) throw new InvalidArgumentError("Give a duration such as 90m, 24h or 7d.");
  return ms;
}
