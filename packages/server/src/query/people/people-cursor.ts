import { z } from "zod";
import { InvalidCursorError } from "../invalid-cursor-error.ts";

/** What users and sessions can be ordered by, from the most down. */
export const PEOPLE_ORDERS = ["cost", "calls", "errors", "latency", "lastSeen"] as const;

export type PeopleOrder = (typeof PEOPLE_ORDERS)[number];

const cursorSchema = z.strictObject({
  order: z.enum(PEOPLE_ORDERS),
  from: z.number(),
  to: z.number(),
  at: z.number(),
  id: z.string().max(4096),
});

/** The last row of a page, and the range of the first page. */
export type PeopleCursor = z.infer<typeof cursorSchema>;

/** A cursor as the text that callers hand back. */
export function encodePeopleCursor(cursor: PeopleCursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

/** The cursor of a text. @throws InvalidCursorError when it is none, or one of another order. */
export function decodePeopleCursor(text: string, order: PeopleOrder): PeopleCursor {
  try {
    const cursor = cursorSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    if (cursor.order === order) return cursor;
  } catch {
    // Told below.
  }
  throw new InvalidCursorError();
}
