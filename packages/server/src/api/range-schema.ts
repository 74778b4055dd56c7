import { z } from "@hono/zod-openapi";
import type { TimeRange } from "../query/time-range.ts";

/** The range that an answer is about, as the API gives it. */
export const rangeSchema = z
  .object({ from: z.string(), to: z.string() })
  .openapi("TimeRange", { description: "ISO 8601 UTC; the end is not included." });

/** A range as texts. */
export function rangeText({ from, to }: TimeRange): { readonly from: string; readonly to: string } {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
