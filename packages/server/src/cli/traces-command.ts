import { plainText } from "@breakwater/core/report/display-text";
import { formatCompact, formatDuration, formatRoughUsd } from "@breakwater/core/report/format-values";
import type { ReportTable } from "@breakwater/core/report/report-table";
import { type Command, Option } from "commander";
import type { z } from "zod";
import { tracePageSchema } from "../api/traces-route.ts";
import { LIST_ORDERS } from "../query/page-cursor.ts";
import { askingCommand } from "./ask/connection-flags.ts";
import {
  type FilterFlags,
  filterParametersOf,
  rangeParametersOf,
  withFilterFlags,
  withRangeFlags,
} from "./ask/filter-flags.ts";
import { type ConnectionFlags, ServerConnection } from "./ask/server-connection.ts";
import { printJson, printTable, processTerminal } from "./ask/terminal.ts";

interface TracesFlags extends ConnectionFlags, FilterFlags {
  readonly json?: boolean;
  readonly order: string;
  readonly limit: string;
  readonly cursor?: string;
  readonly errors?: boolean;
  readonly text?: string;
}

type TracePage = z.infer<typeof tracePageSchema>;

/** `breakwater traces`: what ran, newest, longest or dearest first. */
export function tracesCommand(): Command {
  const command = askingCommand("traces")
    .description("Traces, newest, longest or dearest first.")
    .addOption(new Option("--order <order>", "what comes first").choices(LIST_ORDERS).default("start"))
    .option("--errors", "only traces with errors")
    .option("--text <part>", "part of a span's name")
    .option("--limit <rows>", "rows of one page", "20")
    .option("--cursor <cursor>", "the next page, as the page before printed it");
  return withFilterFlags(withRangeFlags(command)).action(traces);
}

async function traces(flags: TracesFlags): Promise<void> {
  const { order, limit, cursor, text } = flags;
  const response = await new ServerConnection(flags, process.env).open("/traces", {
    ...filterParametersOf(flags),
    ...rangeParametersOf(flags),
    ...{ order, limit, cursor, text },
    hasError: flags.errors === true ? "true" : undefined,
  });
  const page = tracePageSchema.parse(await response.json());
  const terminal = processTerminal(process.stdout);
  if (flags.json === true) printJson(terminal, page);
  else if (page.traces.length === 0) terminal.write("No traces in this range with these filters.\n");
  else {
    printTable(terminal, tracesTable(page));
    // Not as the table's note, which is cut to the terminal's width.
    if (page.nextCursor !== undefined) terminal.write(`Next page: --cursor ${page.nextCursor}\n`);
  }
}

/** What is known of a trace's cost: no call that has no price is told as one for nothing. */
function costText({ costNanos, pricedCalls, unpricedCalls }: TracePage["traces"][number]): string {
  if (unpricedCalls === 0) return formatRoughUsd(costNanos);
  return pricedCalls === 0 ? "unpriced" : `${formatRoughUsd(costNanos)} + ${unpricedCalls} unpriced`;
}

/** The table of `breakwater traces`. */
function tracesTable({ traces: found }: TracePage): ReportTable {
  return {
    columns: [
      { header: "trace", align: "left" },
      { header: "started (UTC)", align: "left" },
      { header: "name", align: "left", shrinksTo: 16 },
      { header: "duration", align: "right" },
      { header: "cost", align: "right" },
      { header: "spans", align: "right", dropOrder: 1 },
      { header: "errors", align: "right" },
      { header: "user", align: "left", shrinksTo: 8, dropOrder: 2 },
    ],
    rows: found.map((trace) => [
      { text: trace.traceId, tone: "quiet" },
      { text: trace.startTime.slice(0, 19).replace("T", " ") },
      { text: plainText(trace.rootName) },
      { text: formatDuration(trace.durationMs) },
      { text: costText(trace), ...(trace.unpricedCalls > 0 && { tone: "warning" }) },
      { text: formatCompact(trace.spans) },
      { text: formatCompact(trace.errors), tone: trace.errors > 0 ? "bad" : "quiet" },
      { text: plainText(trace.userId) },
    ]),
  };
}
