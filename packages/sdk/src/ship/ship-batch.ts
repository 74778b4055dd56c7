import type { LineWindow, WindowPosition } from "../journal/line-window.ts";

/** Some of a window's lines, side by side: what goes into one request. Never empty. */
export interface ShipBatch {
  readonly window: LineWindow;
  /** Indexes of the first line, and of the one behind the last. */
  readonly from: number;
  readonly to: number;
}

/** All lines of a window. */
export function batchOf(window: LineWindow): ShipBatch {
  return { window, from: 0, to: window.lines.length };
}

/** Number of lines. */
export function recordsIn({ from, to }: ShipBatch): number {
  return to - from;
}

/** The lines as they lie in the file. */
export function bytesOf({ window, from, to }: ShipBatch): Buffer {
  return window.bytes.subarray(window.lines[from]?.start ?? 0, window.lines[to - 1]?.end ?? 0);
}

/** The place behind the last line. */
export function endOf({ window, to }: ShipBatch): WindowPosition {
  return window.positionAt(window.lines[to - 1]?.end ?? 0);
}

/** Two halves of about as many lines; undefined of a single line. */
export function halvesOf(batch: ShipBatch): readonly [ShipBatch, ShipBatch] | undefined {
  const { from, to } = batch;
  if (to - from < 2) return undefined;
  const middle = from + Math.ceil((to - from) / 2);
  return [
    { ...batch, to: middle },
    { ...batch, from: middle },
  ];
}
