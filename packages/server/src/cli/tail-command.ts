import { decodeRecord } from "@breakwater/core/record/decode-record";
import type { SpanRecord, SpanStatus } from "@breakwater/core/record/span-record";
import { plainText } from "@breakwater/core/report/display-text";
import { formatDuration, formatRoughUsd } from "@breakwater/core/report/format-values";
import type { Colors } from "@breakwater/core/report/render-table";
import type { Command } from "commander";
import { ApiRequestError } from "./ask/api-request-error.ts";
import { askingCommand } from "./ask/connection-flags.ts";
import { type FilterFlags, filterParametersOf, withFilterFlags } from "./ask/filter-flags.ts";
import { type ConnectionFlags, ServerConnection } from "./ask/server-connection.ts";
import { readServerEvents } from "./ask/server-events.ts";
import { processTerminal, type Terminal } from "./ask/terminal.ts";

interface TailFlags extends ConnectionFlags, FilterFlags {
  readonly json?: boolean;
  readonly all?: boolean;
}

/** Kinds that are shown unless all are asked for: what is paid for. */
const PAID_KINDS = ["llm", "embedding"] as const;

/** `breakwater tail`: spans as they are stored, until interrupted. */
export function tailCommand(): Command {
  const command = askingCommand("tail")
    .description("Follow calls as they are stored, until interrupted. With --json, one record a line.")
    .option("--all", "spans of every kind, not only model calls");
  return withFilterFlags(command).action(tail);
}

async function tail(flags: TailFlags): Promise<void> {
  const kind = flags.kind ?? (flags.all === true ? undefined : PAID_KINDS);
  const parameters = { ...filterParametersOf(flags), kind };
  const { body } = await new ServerConnection(flags, process.env).open("/tail", parameters);
  if (body === null) throw new ApiRequestError("The server answered without a stream.");
  const terminal = processTerminal(process.stdout);
  for await (const { event, data } of readServerEvents(body)) {
    if (event === "dropped") process.stderr.write(`breakwater: too slow, missed spans: ${data}\n`);
    else if (event === "span") show(terminal, data, flags.json === true);
  }
  throw new ApiRequestError(
    "The server ended the stream: it stops or was restarted. Follow again when it is back.",
  );
}

function show(terminal: Terminal, data: string, isJson: boolean): void {
  if (isJson) {
    terminal.write(`${data}\n`);
    return;
  }
  const decoded = decodeRecord(data);
  if (decoded.ok) terminal.write(`${tailLine(decoded.record, terminal.colors)}\n`);
}

/** A record in a line: when, how it went, what, how long, what it cost, for whom. */
function tailLine(record: SpanRecord, colors: Colors): string {
  const { startTime, status, requestModel, responseModel, name, durationMs, userId, error } = record;
  const parts = [
    colors.dim(startTime.slice(11, 23)),
    MARKS[status](colors)(status.padEnd(9)),
    plainText(responseModel ?? requestModel ?? name),
    durationMs === undefined ? "" : formatDuration(durationMs),
    costText(record, colors),
    userId === undefined ? "" : colors.dim(plainText(userId)),
    error === undefined ? "" : colors.red(plainText(error.message)),
  ];
  return parts.filter((part) => part !== "").join("  ");
}

function costText({ cost }: SpanRecord, colors: Colors): string {
  if (cost === undefined) return "";
  return cost.source === "unpriced" ? colors.yellow("unpriced") : formatRoughUsd(cost.totalNanos);
}

type Paint = (colors: Colors) => (text: string) => string;

const MARKS: Readonly<Record<SpanStatus, Paint>> = {
  ok: ({ green }) => green,
  error: ({ red }) => red,
  blocked: ({ red }) => red,
  cancelled: ({ yellow }) => yellow,
  abandoned: ({ yellow }) => yellow,
  running: ({ dim }) => dim,
};
