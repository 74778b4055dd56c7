import { createReadStream, statSync } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip, gzipSync } from "node:zlib";
import { formatCount } from "@breakwater/core/report/format-values";
import { SingleBar } from "cli-progress";
import type { Command } from "commander";
import { z } from "zod";
import { askingCommand } from "./ask/connection-flags.ts";
import { type ConnectionFlags, ServerConnection } from "./ask/server-connection.ts";
import { printJson, processTerminal } from "./ask/terminal.ts";
import { lineBatches } from "./import/line-batches.ts";

interface ImportFlags extends ConnectionFlags {
  readonly json?: boolean;
}

interface ImportTotals {
  files: number;
  lines: number;
  accepted: number;
  /** Lines that are no records: cut off by a crash, or of something else. */
  malformed: number;
  tooLong: number;
  /** Of those accepted, what is past its age and was not stored. */
  expired: number;
}

const receiptSchema = z.object({
  accepted: z.number(),
  rejected: z.record(z.string(), z.number()),
  expired: z.number().optional(),
});

/** `breakwater import FILE...`: the journals of the SDK into a server. */
export function importCommand(): Command {
  return askingCommand("import", "ingest")
    .description(
      "Load journals of the SDK into a running server. A record that is there already counts once.",
    )
    .argument("<file...>", "journal files, also gzipped (.gz); - reads standard input")
    .action(importFiles);
}

async function importFiles(files: readonly string[], flags: ImportFlags): Promise<void> {
  const connection = new ServerConnection(flags, process.env);
  const totals: ImportTotals = { files: 0, lines: 0, accepted: 0, malformed: 0, tooLong: 0, expired: 0 };
  const terminal = processTerminal(process.stdout);
  const bytes = files.reduce((sum, file) => sum + (file === "-" ? 0 : statSync(file).size), 0);
  const bar = process.stderr.isTTY === true && flags.json !== true ? progressBar(bytes) : undefined;
  try {
    for (const file of files) {
      await importFile(file, { connection, totals, onBytes: (count) => bar?.increment(count) });
      totals.files += 1;
    }
  } finally {
    bar?.stop();
  }
  if (flags.json === true) printJson(terminal, totals);
  else terminal.write(summaryOf(totals));
  if (totals.lines > 0 && totals.accepted === 0) process.exitCode = 1;
}

interface ImportWork {
  readonly connection: ServerConnection;
  readonly totals: ImportTotals;
  onBytes(count: number): void;
}

async function importFile(file: string, { connection, totals, onBytes }: ImportWork): Promise<void> {
  const raw: Readable = file === "-" ? process.stdin : createReadStream(file);
  raw.on("data", (chunk: Buffer) => onBytes(chunk.length));
  const input = file.endsWith(".gz") ? raw.pipe(createGunzip()) : raw;
  for await (const { text, lines } of lineBatches(input, totals)) {
    const response = await connection.send("/v1/spans", gzipSync(text));
    const { accepted, rejected, expired = 0 } = receiptSchema.parse(await response.json());
    totals.lines += lines;
    totals.accepted += accepted;
    totals.malformed += rejected["malformed"] ?? 0;
    totals.expired += expired;
  }
}

function progressBar(bytes: number): SingleBar {
  const bar = new SingleBar({
    format: "import {bar} {percentage}% | {eta_formatted} left",
    hideCursor: true,
  });
  bar.start(bytes, 0);
  return bar;
}

function summaryOf({ files, lines, accepted, malformed, tooLong, expired }: ImportTotals): string {
  const passedOver = malformed + tooLong;
  const rest =
    (passedOver === 0 ? "" : `; ${formatCount(passedOver)} lines are no records and were passed over`) +
    (expired === 0 ? "" : `; ${formatCount(expired)} are past the server's retention and were left out`);
  return `${formatCount(accepted - expired)} of ${formatCount(lines + tooLong)} lines from ${formatCount(files)} files are stored${rest}.\n`;
}
