import { type Colors, tableLines } from "@breakwater/core/report/render-table";
import type { ReportTable } from "@breakwater/core/report/report-table";
import picocolors from "picocolors";

/** Columns of an output that is no terminal. */
const PIPE_WIDTH = 120;

/** Where commands print. */
export interface Terminal {
  readonly width: number;
  readonly isInteractive: boolean;
  readonly isColored: boolean;
  readonly colors: Colors;
  write(text: string): void;
}

/** The process's own output: coloured on a terminal, unless NO_COLOR is set. */
export function processTerminal(output: NodeJS.WriteStream): Terminal {
  const isInteractive = output.isTTY === true;
  const isColored = isInteractive && picocolors.isColorSupported;
  return {
    width: output.columns ?? PIPE_WIDTH,
    isInteractive,
    isColored,
    colors: picocolors.createColors(isColored),
    write: (text) => {
      output.write(text);
    },
  };
}

/** Prints a table within the width of the terminal. */
export function printTable({ write, width, colors }: Terminal, table: ReportTable): void {
  write(`${tableLines(table, width, colors).join("\n")}\n`);
}

/** Prints what `--json` asks for. */
export function printJson({ write }: Terminal, value: unknown): void {
  write(`${JSON.stringify(value, undefined, 2)}\n`);
}
