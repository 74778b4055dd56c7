import { styleText } from "node:util";
import type { Comparison } from "./compare-server.ts";
import type { Expectation } from "./expectations.ts";
import { padColumns, type Terminal } from "./terminal.ts";

/** Prints what the server says beside what the process says. @returns what has to hold: that they say the same. */
export function showComparison(
  terminal: Terminal,
  comparisons: readonly Comparison[],
): readonly Expectation[] {
  terminal.scene("What the server says of the run, out of the records that were shipped to it");
  for (const { what, shown, isSame } of comparisons) {
    const mark = isSame ? "=" : "≠";
    const color = isSame ? "green" : "red";
    const drawn = terminal.isColored ? styleText(color, mark, { validateStream: false }) : mark;
    terminal.line(`${drawn} ${padColumns(what, 8)} ${shown}`);
  }
  terminal.line("= the same as the process says, to the last digit");
  return comparisons.map(({ what, isSame, difference = "" }) => ({
    what: `process and server agree on ${what}${difference && `: ${difference}`}`,
    isMet: isSame,
  }));
}
