import { z } from "zod";
import { sqlMicros } from "../../storage/span-row.ts";
import type { SqlParameters } from "../../storage/sql-engine.ts";
import { type ListFilter, listCondition } from "../list-filter.ts";
import { encodeCursor, type PageCursor, pageRange, rangeAfter } from "../page-cursor.ts";
import type { QueryContext } from "../query-context.ts";
import { spanCondition } from "../span-filter.ts";
import { windowsBack } from "../windows-back.ts";
import type { SearchTerms } from "./search-terms.ts";

/** How long one search goes on before it answers with what it has found. */
const MAX_SEARCH_MS = 4_000;

/** What is looked for, and which part of the list of hits. */
export interface SearchQuestion {
  readonly filter: ListFilter;
  readonly terms: SearchTerms;
  readonly limit: number;
  readonly after?: PageCursor | undefined;
}

/** A span whose prompt or answer holds every term. */
export const searchHitSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  startTime: z.string(),
  /** Where the text about the first term is from. */
  field: z.enum(["input", "output"]),
  before: z.string(),
  match: z.string(),
  after: z.string(),
});

/** A hit with the text about it. */
export type SearchHit = z.infer<typeof searchHitSchema>;

/** Hits, newest first. */
export interface SearchAnswer {
  readonly hits: readonly SearchHit[];
  /** Asks for the next hits; absent when the whole range was searched. */
  readonly nextCursor?: string;
  /** Everything from here to the end of the range was searched (ISO 8601). */
  readonly searchedFrom: string;
}

const rowSchema = searchHitSchema.extend({ place: z.string() });

type Row = z.infer<typeof rowSchema>;

const NO_ID = { traceId: "0".repeat(32), spanId: "0".repeat(16) };

/**
 * Looks for text in payloads, newest first, from the end of the range back. It stops when the page is full or when it
 * has searched for a few seconds; the cursor goes on from there.
 */
export async function searchPayloads(question: SearchQuestion, context: QueryContext): Promise<SearchAnswer> {
  const { limit, after } = question;
  const filter = { ...question.filter, range: pageRange(question.filter.range, after) };
  const stopAt = context.clock.now() + MAX_SEARCH_MS;
  const found: Row[] = [];
  const cursorAt = (at: string, ids = NO_ID) => encodeCursor({ order: "start", ...filter.range, at, ...ids });
  for (const range of windowsBack(rangeAfter(filter.range, after))) {
    const part = { ...question, filter: { ...filter, range }, limit: limit + 1 - found.length };
    found.push(...(await hitsIn(part, context)));
    const last = found[limit - 1];
    if (found.length > limit && last !== undefined) {
      const hits = found.slice(0, limit).map(hitOf);
      return {
        hits,
        nextCursor: cursorAt(last.place, { traceId: last.traceId, spanId: last.spanId }),
        searchedFrom: last.startTime,
      };
    }
    if (context.clock.now() >= stopAt && range.from > filter.range.from) {
      // Ids of zeros come before all others: everything at or after this moment has been searched.
      const at = sqlMicros(range.from);
      return { hits: found.map(hitOf), nextCursor: cursorAt(at), searchedFrom: iso(range.from) };
    }
  }
  return { hits: found.map(hitOf), searchedFrom: iso(filter.range.from) };
}

function hitOf({ place: _, ...hit }: Row): SearchHit {
  return hit;
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

async function hitsIn(
  { filter, terms, limit, after }: SearchQuestion,
  { engine, limits }: QueryContext,
): Promise<readonly Row[]> {
  const wanted = termsSql(terms);
  const { project, range } = filter;
  // Payloads have the project and the time of their spans under the same names.
  const time = spanCondition({ project, range });
  const spans = spansSql(filter);
  const isPast =
    "(s.start_time, s.trace_id, s.span_id) < ({at:DateTime64(6, 'UTC')}, toFixedString(unhex({afterTrace:String}), 16), toFixedString(unhex({afterSpan:String}), 8))";
  const rows = await engine.query(
    `SELECT lower(hex(s.trace_id)) AS traceId, lower(hex(s.span_id)) AS spanId, toString(s.start_time) AS place,
       replace(place, ' ', 'T') || 'Z' AS startTime,
       positionUTF8(lower(s.input), {first:String}) AS inInput,
       positionUTF8(lower(s.output), {first:String}) AS inOutput,
       if(inInput > 0, 'input', 'output') AS field,
       if(inInput > 0, s.input, s.output) AS text, if(inInput > 0, inInput, inOutput) AS spot,
       lengthUTF8({first:String}) AS size,
       substringUTF8(text, greatest(1, toInt64(spot) - 80), least(80, toInt64(spot) - 1)) AS before,
       substringUTF8(text, spot, size) AS match, substringUTF8(text, spot + size, 120) AS after
     FROM payloads AS s FINAL
     WHERE ${[time.sql, wanted.sql, ...spans.sql, ...(after ? [isPast] : [])].join("\n AND ")}
     ORDER BY s.start_time DESC, s.trace_id DESC, s.span_id DESC
     LIMIT {limit:UInt32}`,
    {
      ...spans.parameters,
      ...wanted.parameters,
      ...time.parameters,
      limit,
      ...(after && { at: after.at, afterTrace: after.traceId, afterSpan: after.spanId }),
    },
    limits,
  );
  return z.array(rowSchema).parse(rows);
}

/** Every term, in the prompt or in the answer. */
function termsSql({ words, phrases }: SearchTerms) {
  const parameters: Record<string, unknown> = { first: phrases[0] ?? words[0] ?? "" };
  const conditions: string[] = [];
  for (const [index, word] of words.entries()) {
    const name = `{word${index}:String}`;
    conditions.push(`(hasToken(lower(s.input), ${name}) OR hasToken(lower(s.output), ${name}))`);
    parameters[`word${index}`] = word;
  }
  for (const [index, phrase] of phrases.entries()) {
    const name = `{phrase${index}:String}`;
    conditions.push(`(position(lower(s.input), ${name}) > 0 OR position(lower(s.output), ${name}) > 0)`);
    parameters[`phrase${index}`] = phrase;
  }
  return { sql: conditions.join("\n AND "), parameters };
}

/** The filter, of which only project and time are kept beside payloads: asked of the spans where it says more. */
function spansSql({ range, project, ...more }: ListFilter): {
  readonly sql: readonly string[];
  readonly parameters: SqlParameters;
} {
  const { sql, parameters } = listCondition({ range, project, ...more });
  if (sql === listCondition({ range, project }).sql) return { sql: [], parameters: {} };
  return {
    sql: [
      `(s.trace_id, s.span_id) IN (SELECT s.trace_id, s.span_id FROM spans AS s FINAL WHERE ${sql} AND s.has_payload = 1)`,
    ],
    parameters,
  };
}
