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

const rowsSchema = z.array(z.object({ input: z.string(), output: z.string() }));

/** Most messages of one span that are put together. */
const MAX_MESSAGES = 1_000;

/** The payload of a span whose messages came as log records, in the order of their times; empty when none came. */
export async function queryLoggedPayload(
  { project, traceId, spanId }: SpanAddress,
  { engine, limits }: QueryContext,
): Promise<LoggedPayload> {
  const rows = await engine.query(
    `SELECT DISTINCT m.logged_at AS at, m.input AS input, m.output AS output FROM logged_messages AS m
     WHERE m.project = {project:String}
       AND m.trace_id = toFixedString(unhex({traceId:String}), 16)
       AND m.span_id = toFixedString(unhex({spanId:String}), 8)
     ORDER BY at LIMIT {limit:UInt32}`,
    { project, traceId, spanId, limit: MAX_MESSAGES },
    limits,
  );
  const messages = rowsSchema.parse(rows);
  const input = joined(messages.map((message) => message.input));
  const output = joined(messages.map((message) => message.output));
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
