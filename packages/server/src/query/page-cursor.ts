import { z } from "zod";
import { InvalidCursorError } from "./invalid-cursor-error.ts";
import type { TimeRange } from "./time-range.ts";

/** What a list can be ordered by, always from the newest or greatest down. */
export const LIST_ORDERS = ["start", "duration", "cost"] as const;

export type ListOrder = (typeof LIST_ORDERS)[number];

const TIME = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{6}$/;
const WHOLE = /^-?\d{1,19}$/;
const MAX_EPOCH_MS = 253_402_300_799_999;

const cursorSchema = z
  .strictObject({
    order: z.enum(LIST_ORDERS),
    from: z.number().min(-MAX_EPOCH_MS).max(MAX_EPOCH_MS),
    to: z.number().min(-MAX_EPOCH_MS).max(MAX_EPOCH_MS),
    at: z.string(),
    traceId: z.string().regex(/^[0-9a-f]{32}$/),
    spanId: z.string().regex(/^([0-9a-f]{16})?$/),
  })
  .refine(({ order, at }) => (order === "start" ? isTime(at) : WHOLE.test(at)));

/**
 * The last item of a page, and the range of the question, which stays as it was on the first page however the time
 * goes on: a range that moved along would leave its oldest items out.
 */
export type PageCursor = z.infer<typeof cursorSchema>;

/** Longest text that can be a cursor. */
export const MAX_CURSOR_LENGTH = 512;

/** A cursor as the text that callers hand back. */
export function encodeCursor(cursor: PageCursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

/** The cursor of a text. @throws InvalidCursorError when it is none, or one of another order. */
export function decodeCursor(text: string, order: ListOrder): PageCursor {
  const parsed = cursorSchema.safeParse(jsonOf(text));
  if (!parsed.success || parsed.data.order !== order) throw new InvalidCursorError();
  return parsed.data;
}

function isTime(text: string): boolean {
  return TIME.test(text) && !Number.isNaN(Date.parse(`${text.replace(" ", "T")}Z`));
}

/** The moment at which a cursor of newest first stands, epoch milliseconds, rounded down. */
export function momentOfCursor({ at }: PageCursor): number {
  return Date.parse(`${at.replace(" ", "T")}Z`);
}

/** What of a range is left below a cursor of newest first: nothing of the pages before is looked at again. */
export function rangeAfter({ from, to }: TimeRange, after: PageCursor | undefined): TimeRange {
  return { from, to: after?.order === "start" ? Math.min(to, momentOfCursor(after) + 1) : to };
}

/** The range that a page covers: that of its cursor, if it has one. */
export function pageRange(asked: TimeRange, cursor: PageCursor | undefined): TimeRange {
  return cursor === undefined ? asked : { from: cursor.from, to: cursor.to };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
