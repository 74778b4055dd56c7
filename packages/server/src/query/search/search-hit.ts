import { z } from "zod";
import type { ListFilter } from "../list-filter.ts";
import type { PageCursor } from "../page-cursor.ts";
import type { SearchTerms } from "./search-terms.ts";

/** What is looked for, and which part of the list of hits. */
export interface SearchQuestion {
  readonly filter: ListFilter;
  readonly terms: SearchTerms;
  /** Only spans of this trace; 32 lower-case hex digits. */
  readonly traceId?: string | undefined;
  readonly limit: number;
  readonly after?: PageCursor | undefined;
}

const foundSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  startTime: z.string(),
  /** Where the text about the first term is from. */
  field: z.enum(["input", "output"]),
  before: z.string(),
  match: z.string(),
  after: z.string(),
});

/** A span whose prompt or answer holds every term. */
export const searchHitSchema = foundSchema.extend({
  /** What the span was; absent when only its payload is there. */
  span: z
    .object({
      name: z.string(),
      kind: z.string(),
      status: z.string(),
      model: z.string().optional(),
      userId: z.string().optional(),
      costNanos: z.number().optional(),
      isUnpriced: z.boolean(),
    })
    .optional(),
});

/** A hit with the text about it. */
export type SearchHit = z.infer<typeof searchHitSchema>;

/** What was found, its time as a cursor holds it, and whether its text is JSON. */
export const placedHitSchema = foundSchema.extend({ place: z.string(), isJson: z.number() });

/** A hit that the next page can begin after. */
export type PlacedHit = z.infer<typeof placedHitSchema>;

/** Of two sources one list, newest first, each span once. Both come in that order, as long as the page at most. */
export function mergedHits(
  one: readonly PlacedHit[],
  other: readonly PlacedHit[],
  limit: number,
): readonly PlacedHit[] {
  if (other.length === 0) return one;
  const bySpan = new Map([...other, ...one].map((hit) => [orderOf(hit), hit]));
  const newestFirst = [...bySpan].sort(([a], [b]) => (a < b ? 1 : -1));
  return newestFirst.slice(0, limit).map(([, hit]) => hit);
}

function orderOf({ place, traceId, spanId }: PlacedHit): string {
  return place + traceId + spanId;
}
