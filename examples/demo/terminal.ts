import { styleText } from "node:util";

/** Where a demo prints: scenes and lines for everyone, a status line below them on a terminal only. */
export interface Terminal {
  readonly isColored: boolean;
  /** Columns. */
  readonly width: number;
  scene(title: string): void;
  line(text: string): void;
  /** Replaces the status line; an empty text removes it. */
  status(text: string): void;
}

const MAX_WIDTH = 120;
const CLEAR_LINE = "\r\u001b[K";

/** A terminal on standard output, or plain lines when that is a file or a pipe. */
export function createTerminal(out: NodeJS.WriteStream = process.stdout): Terminal {
  const isTerminal = out.isTTY === true && process.env["TERM"] !== "dumb";
  const isColored = isTerminal && process.env["NO_COLOR"] === undefined;
  const width = Math.min(MAX_WIDTH, Math.max(60, out.columns ?? 100));
  let status = "";
  const print = (text: string): void => {
    out.write(isTerminal && status !== "" ? `${CLEAR_LINE}${text}\n${status}` : `${text}\n`);
  };
  return {
    isColored,
    width,
    scene: (title) => print(`\n${isColored ? styleText("bold", title, { validateStream: false }) : title}`),
    line: (text) => print(`  ${text}`),
    status(text) {
      if (!isTerminal) return;
      status = text === "" ? "" : `  ${text}`;
      out.write(`${CLEAR_LINE}${status}`);
    },
  };
}

/** Pads to a number of terminal columns; Chinese characters take two. */
export function padColumns(text: string, columns: number): string {
  const wide = text.match(/[\p{Script=Han}\u3000-\u303f\uff00-\uff60]/gu)?.length ?? 0;
  return text + " ".repeat(Math.max(0, columns - [...text].length - wide));
}

/** The first words of a text, on one line. */
export function firstWords(text: string, length: number): string {
  const flat = [...text.replace(/\s+/g, " ").trim()];
  return flat.length <= length ? flat.join("") : `${flat.slice(0, length - 1).join("")}…`;
}
