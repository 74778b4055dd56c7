import type { SpanRecord } from "@breakwater/core/record/span-record";
import { z } from "zod";
import { RECORD_COLUMNS, recordOfRow } from "../../storage/record-of-row.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { QueryContext } from "../query-context.ts";
import { queryLoggedPayload, queryLoggedSpans } from "./logged-payload.ts";
import { whereabouts } from "./whereabouts.ts";

/** Most spans of one trace that an answer holds. */
const MAX_TRACE_SPANS = 10_000;

/** Which trace. */
export interface TraceAddress {
  readonly project: string;
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** A moment within it, epoch milliseconds: then only a day about it is read. */
  readonly at?: number | undefined;
}

/** A span of a trace; its payload is asked for apart. */
export interface TraceSpan extends SpanRecord {
  readonly hasPayload: boolean;
}

/** A trace, its spans in the order in which they started. */
export interface Trace {
  readonly traceId: string;
  readonly spans: readonly TraceSpan[];
  /** It has more spans than an answer holds; these are the first. */
  readonly isCut: boolean;
}

const flagSchema = z.object({ hasPayload: z.number() });

/** A trace as it stands now. @throws NotFoundError */
export async function queryTrace(address: TraceAddress, context: QueryContext): Promise<Trace> {
  const { engine, limits } = context;
  const { project, traceId } = address;
  const about = whereabouts(address);
  // Without FINAL, which would keep the engine from using the index of traces: a span's states have one place in
  // the sorting key, and the last of them is the one that holds.
  const [rows, logged] = await Promise.all([
    engine.query(
      `SELECT ${RECORD_COLUMNS}, s.has_payload AS hasPayload
     FROM (
       SELECT * FROM spans AS s
       WHERE s.project = {project:String} AND s.trace_id = toFixedString(unhex({traceId:String}), 16)${about.sql}
       ORDER BY s.version DESC
       LIMIT 1 BY s.trace_id, s.span_id
     ) AS s
     ORDER BY s.start_time, s.span_id
     LIMIT {limit:UInt32}`,
      { project, traceId, limit: MAX_TRACE_SPANS + 1, ...about.parameters },
      limits,
    ),
    queryLoggedSpans({ project, traceId }, context),
  ]);
  if (rows.length === 0) throw missingTrace(address);
  const spans = rows.slice(0, MAX_TRACE_SPANS).map((row) => {
    const record = recordOfRow(row);
    return { ...record, hasPayload: flagSchema.parse(row).hasPayload === 1 || logged.has(record.spanId) };
  });
  return { traceId, spans, isCut: rows.length > MAX_TRACE_SPANS };
}

/** Prompt and answer of a span, as far as they were kept. */
export interface Payload {
  readonly input: string;
  readonly output: string;
}

const payloadSchema = z.object({ input: z.string(), output: z.string() });

/** The payload of a span. @throws NotFoundError */
export async function queryPayload(
  address: TraceAddress & { readonly spanId: string },
  context: QueryContext,
): Promise<Payload> {
  const { engine, limits } = context;
  const { project, traceId, spanId } = address;
  const about = whereabouts(address);
  const [row] = await engine.query(
    `SELECT s.input AS input, s.output AS output FROM payloads AS s
     WHERE s.project = {project:String} AND s.trace_id = toFixedString(unhex({traceId:String}), 16)
       AND s.span_id = toFixedString(unhex({spanId:String}), 8)${about.sql}
     ORDER BY s.version DESC
     LIMIT 1`,
    { project, traceId, spanId, ...about.parameters },
    limits,
  );
  const own = row === undefined ? { input: "", output: "" } : payloadSchema.parse(row);
  if (own.input !== "" && own.output !== "") return own;
  // Some instrumentations send messages as log records, apart from their span.
  const logged = await queryLoggedPayload(address, context);
  const input = own.input === "" ? (logged.input ?? "") : own.input;
  const output = own.output === "" ? (logged.output ?? "") : own.output;
  if (input !== "" || output !== "") return { input, output };
  throw new NotFoundError(
    `Span ${spanId} has no payload here: the application keeps none unless capturePayloads is on, and payloads are ` +
      "deleted before the numbers are.",
  );
}

function missingTrace({ project, traceId, at }: TraceAddress): NotFoundError {
  const where = at === undefined ? "" : ", within a day of the moment given by `at`";
  return new NotFoundError(
    `No trace ${traceId} in project "${project}"${where}. It may belong to another project, have been deleted by ` +
      "retention, or not have arrived yet.",
  );
}
