import { z } from "zod";
import type { QueryContext } from "../query-context.ts";

/** A span and its project. Ids as lower-case hex. */
export interface SpanAddress {
  readonly project: string;
  readonly traceId: string;
  readonly spanId: string;
}

/** The prompt and the answer of a span, as far as they are known. */
export interface LoggedPayload {
  readonly input?: string;
  readonly output?: string;
}

/** What of a trace was logged. */
export interface LoggedPayloads {
  readonly bySpan: ReadonlyMap<string, LoggedPayload>;
  /** There was more than was asked for: spans whose messages were logged later are missing. */
  readonly isCut: boolean;
}

const rowsSchema = z.array(
  z.object({
    spanId: z.string(),
    inputs: z.array(z.string()),
    outputs: z.array(z.string()),
    isLeftOut: z.number(),
  }),
);

/** Most messages of one span that are put together. */
const MAX_MESSAGES = 1_000;

/** The payload of a span whose messages came as log records, in the order of their times; empty when none came. */
export async function queryLoggedPayload(
  address: SpanAddress,
  context: QueryContext,
): Promise<LoggedPayload> {
  const { bySpan } = await queryLoggedPayloads(address, Number.MAX_SAFE_INTEGER, context);
  return bySpan.get(address.spanId) ?? {};
}

/** The payloads of all spans of a trace whose messages came as log records, each whole, up to so many bytes. */
export async function queryLoggedPayloads(
  { project, traceId, spanId }: Omit<SpanAddress, "spanId"> & { readonly spanId?: string },
  maxBytes: number,
  { engine, limits }: QueryContext,
): Promise<LoggedPayloads> {
  const ofSpan = spanId === undefined ? "" : " AND m.span_id = toFixedString(unhex({spanId:String}), 8)";
  const rows = rowsSchema.parse(
    await engine.query(
      `SELECT lower(hex(g.span_id)) AS spanId,
       sum(g.bytes) OVER (ORDER BY g.logged[1].1, g.span_id) > {maxBytes:UInt64} AS isLeftOut,
       if(isLeftOut, [], arrayMap(message -> message.2, g.logged)) AS inputs,
       if(isLeftOut, [], arrayMap(message -> message.3, g.logged)) AS outputs
     FROM (
       SELECT d.span_id AS span_id, sum(length(d.input) + length(d.output)) AS bytes,
         arraySort(groupArray((d.at, d.input, d.output))) AS logged
       FROM (
         SELECT DISTINCT m.span_id AS span_id, m.logged_at AS at, m.input AS input, m.output AS output
         FROM logged_messages AS m
         WHERE m.project = {project:String} AND m.trace_id = toFixedString(unhex({traceId:String}), 16)${ofSpan}
         ORDER BY at LIMIT {maxMessages:UInt32} BY span_id
       ) AS d
       GROUP BY d.span_id
     ) AS g`,
      { project, traceId, maxBytes, maxMessages: MAX_MESSAGES, ...(spanId !== undefined && { spanId }) },
      limits,
    ),
  );
  const kept = rows.filter(({ isLeftOut }) => isLeftOut === 0);
  return {
    bySpan: new Map(kept.map((row) => [row.spanId, payloadOf(row)])),
    isCut: kept.length < rows.length,
  };
}

function payloadOf({
  inputs,
  outputs,
}: {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}) {
  const input = joined(inputs);
  const output = joined(outputs);
  return { ...(input !== undefined && { input }), ...(output !== undefined && { output }) };
}

const spanSchema = z.object({ spanId: z.string() });

/** The spans of a trace of which messages came as log records. */
export async function queryLoggedSpans(
  { project, traceId }: Omit<SpanAddress, "spanId">,
  { engine, limits }: QueryContext,
): Promise<ReadonlySet<string>> {
  const rows = await engine.query(
    `SELECT DISTINCT lower(hex(m.span_id)) AS spanId FROM logged_messages AS m
     WHERE m.project = {project:String} AND m.trace_id = toFixedString(unhex({traceId:String}), 16)`,
    { project, traceId },
    limits,
  );
  return new Set(rows.map((row) => spanSchema.parse(row).spanId));
}

/** Lists of messages as one list; what is no list (or was cut) stays text. */
function joined(texts: readonly string[]): string | undefined {
  const present = texts.filter((text) => text !== "");
  if (present.length <= 1) return present[0];
  const lists = present.map(listOf);
  return lists.every((list) => list !== undefined) ? JSON.stringify(lists.flat()) : present.join("\n");
}

function listOf(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
