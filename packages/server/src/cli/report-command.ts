import type { Report } from "@breakwater/core/report/report";
import { createReportView } from "@breakwater/core/report/report-view";
import type { Command } from "commander";
import { askingCommand } from "./ask/connection-flags.ts";
import {
  type FilterFlags,
  filterParametersOf,
  rangeParametersOf,
  withFilterFlags,
  withRangeFlags,
} from "./ask/filter-flags.ts";
import { type ConnectionFlags, ServerConnection } from "./ask/server-connection.ts";
import { printJson, processTerminal } from "./ask/terminal.ts";

interface ReportFlags extends ConnectionFlags, FilterFlags {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly timeZone?: string;
  readonly limit: string;
}

/** `breakwater report`: where the money and the time went, and what failed. */
export function reportCommand(): Command {
  const command = askingCommand("report")
    .description("Where the money and the time went, and what failed.")
    .option("--markdown", "print GitHub-flavoured Markdown")
    .option("--time-zone <zone>", "IANA name of the zone of times (default: this machine's)")
    .option("--limit <rows>", "rows of each table", "10");
  return withFilterFlags(withRangeFlags(command)).action(report);
}

async function report(flags: ReportFlags): Promise<void> {
  const timeZone = flags.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { limit } = flags;
  const query = { ...filterParametersOf(flags), ...rangeParametersOf(flags), timeZone, limit };
  const response = await new ServerConnection(flags, process.env).open("/report", query);
  const view = createReportView((await response.json()) as Report);
  const terminal = processTerminal(process.stdout);
  if (flags.json === true) printJson(terminal, view);
  else if (flags.markdown === true) terminal.write(view.toMarkdown());
  else terminal.write(view.toText({ width: terminal.width, color: terminal.isColored }));
}
