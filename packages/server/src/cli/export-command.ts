import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Argument, type Command, Option } from "commander";
import { EXPORT_FORMATS } from "../query/export/export-format.ts";
import { ApiRequestError } from "./ask/api-request-error.ts";
import { askingCommand } from "./ask/connection-flags.ts";
import {
  type FilterFlags,
  filterParametersOf,
  rangeParametersOf,
  withFilterFlags,
  withRangeFlags,
} from "./ask/filter-flags.ts";
import { type ConnectionFlags, ServerConnection } from "./ask/server-connection.ts";

interface ExportFlags extends ConnectionFlags, FilterFlags {
  readonly format?: string;
  readonly json?: boolean;
  readonly output?: string;
}

/** `breakwater export spans|focus`: rows as a file. */
export function exportCommand(): Command {
  const command = askingCommand("export")
    .description("Write spans, or costs in the columns of FinOps FOCUS, to a file or to standard output.")
    .addArgument(new Argument("<what>", "what to export").choices(["spans", "focus"]))
    .addOption(new Option("--format <format>", "format of the file (default csv)").choices(EXPORT_FORMATS))
    .option("--output <file>", "file to write; standard output when absent");
  return withFilterFlags(withRangeFlags(command)).action(exportRows);
}

async function exportRows(what: string, flags: ExportFlags): Promise<void> {
  const { output } = flags;
  const format = formatOf(flags);
  const parameters = { ...filterParametersOf(flags), ...rangeParametersOf(flags), format };
  const { body } = await new ServerConnection(flags, process.env).open(`/export/${what}`, parameters);
  if (body === null) throw new ApiRequestError("The server answered without a file.");
  const target = output === undefined ? process.stdout : createWriteStream(output);
  await pipeline(Readable.fromWeb(body), target, { end: output !== undefined });
}

/** `--json` is what every command has for JSON; in a file of rows that is one object a line. */
function formatOf({ format, json }: ExportFlags): string {
  if (json !== true) return format ?? "csv";
  if (format !== undefined && format !== "jsonl") {
    throw new ApiRequestError(
      `--json is --format jsonl, and --format ${format} was given as well: choose one.`,
    );
  }
  return "jsonl";
}
