import { plainText } from "@breakwater/core/report/display-text";
import {
  formatCompact,
  formatDuration,
  formatRoughUsd,
  formatShare,
} from "@breakwater/core/report/format-values";
import type { ReportCell, ReportTable, Tone } from "@breakwater/core/report/report-table";
import { type Command, Option } from "commander";
import { z } from "zod";
import { askingCommand } from "./ask/connection-flags.ts";
import {
  type FilterFlags,
  filterParametersOf,
  rangeParametersOf,
  withFilterFlags,
  withRangeFlags,
} from "./ask/filter-flags.ts";
import { type ConnectionFlags, ServerConnection } from "./ask/server-connection.ts";
import { printJson, printTable, processTerminal, type Terminal } from "./ask/terminal.ts";

interface TopFlags extends ConnectionFlags, FilterFlags {
  readonly json?: boolean;
  readonly orderBy: string;
  readonly limit: string;
  readonly watch?: boolean;
}

const MEASURES = ["costNanos", "calls", "errors", "unpricedCalls", "latencyP95Ms"] as const;

const number = z.number().nullish();
const valuesSchema = z.object({
  costNanos: number,
  calls: number,
  errors: number,
  unpricedCalls: number,
  latencyP95Ms: number,
});
const breakdownSchema = z.object({
  rows: z.array(z.object({ group: z.array(z.string()), values: valuesSchema, share: z.number().optional() })),
  other: z.object({ keys: z.number(), values: valuesSchema, share: z.number().optional() }).optional(),
  total: valuesSchema,
});

type Breakdown = z.infer<typeof breakdownSchema>;
type Values = z.infer<typeof valuesSchema>;

/** How often `--watch` looks again. */
const WATCH_MS = 2_000;

/** `breakwater top [dimension]`: who spends, what fails, what is slow. */
export function topCommand(): Command {
  const command = askingCommand("top")
    .description(
      "The top users, models, services, sessions or whatever else, by cost, calls, errors or latency.",
    )
    .argument(
      "[dimension]",
      "model, provider, user, session, queryType, service, tag, metadata.<key>, ...",
      "model",
    )
    .addOption(new Option("--order-by <measure>", "what comes first").choices(MEASURES).default("costNanos"))
    .option("--limit <rows>", "rows", "15")
    .option("--watch", "look again every two seconds, until interrupted");
  return withFilterFlags(withRangeFlags(command, "1h")).action(top);
}

async function top(dimension: string, flags: TopFlags): Promise<void> {
  const connection = new ServerConnection(flags, process.env);
  const terminal = processTerminal(process.stdout);
  const isWatched = flags.watch === true && terminal.isInteractive && flags.json !== true;
  do {
    const found = await ask(connection, dimension, flags);
    if (flags.json === true) printJson(terminal, found);
    else show(terminal, topTable(dimension, found), isWatched);
    if (isWatched) await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
  } while (isWatched);
}

async function ask(connection: ServerConnection, dimension: string, flags: TopFlags): Promise<Breakdown> {
  const { orderBy, limit } = flags;
  const response = await connection.open("/breakdown", {
    ...filterParametersOf(flags),
    ...rangeParametersOf(flags, "1h"),
    groupBy: dimension,
    measure: MEASURES,
    orderBy,
    limit,
  });
  return breakdownSchema.parse(await response.json());
}

function show(terminal: Terminal, table: ReportTable, isWatched: boolean): void {
  // Home, and clear what is below: the table stays in place instead of scrolling away.
  if (isWatched) terminal.write("\u001b[H\u001b[J");
  printTable(terminal, table);
}

/** The table of `breakwater top`. */
function topTable(dimension: string, { rows, other, total }: Breakdown): ReportTable {
  return {
    columns: [
      { header: plainText(dimension), align: "left", shrinksTo: 16, atLeast: 26 },
      { header: "cost", align: "right" },
      { header: "share", align: "right", dropOrder: 2 },
      { header: "calls", align: "right" },
      { header: "errors", align: "right" },
      { header: "p95", align: "right" },
      { header: "unpriced", align: "right", dropOrder: 1 },
    ],
    rows: [
      ...rows.map(({ group, values, share }) => cells(group.join(" · "), values, share)),
      ...(other === undefined ? [] : [cells(`${formatCompact(other.keys)} more`, other.values, other.share)]),
      cells("total", total),
    ],
  };
}

function cells(name: string, values: Values, share?: number): ReportCell[] {
  const { costNanos, calls, errors, latencyP95Ms, unpricedCalls } = values;
  return [
    { text: name === "" ? "(none)" : plainText(name) },
    known(costNanos, formatRoughUsd),
    { ...known(share, formatShare), tone: "quiet" },
    known(calls, formatCompact),
    { ...known(errors, formatCompact), tone: toneOf(errors, "bad") },
    known(latencyP95Ms, formatDuration),
    { ...known(unpricedCalls, formatCompact), tone: toneOf(unpricedCalls, "warning") },
  ];
}

function known(value: number | null | undefined, format: (value: number) => string): ReportCell {
  return { text: value === null || value === undefined ? "–" : format(value) };
}

function toneOf(count: number | null | undefined, tone: Tone): Tone {
  return (count ?? 0) > 0 ? tone : "quiet";
}
