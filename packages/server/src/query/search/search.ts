import { sqlMicros } from "../../storage/span-row.ts";
import { encodeCursor, pageRange, rangeAfter } from "../page-cursor.ts";
import type { QueryContext } from "../query-context.ts";
import { windowsBack } from "../windows-back.ts";
import { hitsOf } from "./hits-of.ts";
import { loggedHits } from "./logged-hits.ts";

import { payloadHits } from "./payload-hits.ts";
import { mergedHits, type PlacedHit, type SearchHit, type SearchQuestion } from "./search-hit.ts";

/** How long one search goes on before it answers with what it has found. */
const MAX_SEARCH_MS = 4_000;

/** Hits, newest first. */
export interface SearchAnswer {
  readonly hits: readonly SearchHit[];
  /** Asks for the next hits; absent when the whole range was searched. */
  readonly nextCursor?: string;
  /** Everything from here to the end of the range was searched (ISO 8601). */
  readonly searchedFrom: string;
}

const NO_ID = { traceId: "0".repeat(32), spanId: "0".repeat(16) };

/**
 * Looks for text in payloads, newest first, from the end of the range back. It stops when the page is full or when it
 * has searched for a few seconds; the cursor goes on from there.
 */
export async function searchPayloads(question: SearchQuestion, context: QueryContext): Promise<SearchAnswer> {
  const { limit, after } = question;
  const filter = { ...question.filter, range: pageRange(question.filter.range, after) };
  const stopAt = context.clock.now() + MAX_SEARCH_MS;
  const found: PlacedHit[] = [];
  const cursorAt = (at: string, ids = NO_ID) => encodeCursor({ order: "start", ...filter.range, at, ...ids });
  for (const range of windowsBack(rangeAfter(filter.range, after))) {
    const part = { ...question, filter: { ...filter, range }, limit: limit + 1 - found.length };
    found.push(...(await hitsIn(part, context)));
    const last = found[limit - 1];
    if (found.length > limit && last !== undefined) {
      return {
        hits: await hitsOf(found.slice(0, limit), filter.project, context),
        nextCursor: cursorAt(last.place, { traceId: last.traceId, spanId: last.spanId }),
        searchedFrom: last.startTime,
      };
    }
    if (context.clock.now() >= stopAt && range.from > filter.range.from) {
      // Ids of zeros come before all others: everything at or after this moment has been searched.
      const at = sqlMicros(range.from);
      const hits = await hitsOf(found, filter.project, context);
      return { hits, nextCursor: cursorAt(at), searchedFrom: iso(range.from) };
    }
  }
  const hits = await hitsOf(found, filter.project, context);
  return { hits, searchedFrom: iso(filter.range.from) };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** Hits of payloads that came with their spans, and of messages that came apart from theirs. */
async function hitsIn(question: SearchQuestion, context: QueryContext): Promise<readonly PlacedHit[]> {
  const [own, logged] = await Promise.all([payloadHits(question, context), loggedHits(question, context)]);
  return mergedHits(own, logged, question.limit);
}
