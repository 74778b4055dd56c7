import { z } from "zod";
import type { QueryContext } from "../query-context.ts";
import { queryLoggedPayload } from "./logged-payload.ts";
import type { Trace, TraceAddress, TraceSpan } from "./trace.ts";
import { whereabouts } from "./whereabouts.ts";

/** Most bytes of prompts and answers that one answer holds. */
const MAX_PAYLOAD_BYTES = 32_000_000;

/** A span with what it was asked and answered. */
export interface ToldSpan extends TraceSpan {
  readonly input?: string;
  readonly output?: string;
}

/** A trace with its prompts and answers. */
export interface ToldTrace extends Omit<Trace, "spans"> {
  readonly spans: readonly ToldSpan[];
  /** There are more than an answer holds: later spans come without theirs. */
  readonly arePayloadsCut: boolean;
}

const rowsSchema = z.array(
  z.object({ spanId: z.string(), input: z.string(), output: z.string(), isLeftOut: z.number() }),
);

/** A trace with the payloads of its spans, from the first on, as many as one answer holds. */
export async function withPayloads(
  trace: Trace,
  address: TraceAddress,
  context: QueryContext,
): Promise<ToldTrace> {
  const { project, traceId } = address;
  const about = whereabouts(address);
  const rows = await context.engine.query(
    `SELECT lower(hex(s.span_id)) AS spanId,
       sum(length(s.input) + length(s.output)) OVER (ORDER BY s.start_time, s.span_id) > {limit:UInt64} AS isLeftOut,
       if(isLeftOut, '', s.input) AS input, if(isLeftOut, '', s.output) AS output
     FROM (
       SELECT * FROM payloads AS s
       WHERE s.project = {project:String} AND s.trace_id = toFixedString(unhex({traceId:String}), 16)${about.sql}
       ORDER BY s.version DESC
       LIMIT 1 BY s.trace_id, s.span_id
     ) AS s`,
    { project, traceId, limit: MAX_PAYLOAD_BYTES, ...about.parameters },
    context.limits,
  );
  const payloads = new Map(rowsSchema.parse(rows).map((row) => [row.spanId, row]));
  const spans: ToldSpan[] = [];
  for (const span of trace.spans) {
    const own = payloads.get(span.spanId);
    const isMissing = span.hasPayload && own?.isLeftOut !== 1 && (!own?.input || !own.output);
    // Some instrumentations send messages as log records, apart from their span.
    const logged = isMissing ? await queryLoggedPayload({ ...address, spanId: span.spanId }, context) : {};
    const input = own?.input || logged.input;
    const output = own?.output || logged.output;
    spans.push({ ...span, ...(input && { input }), ...(output && { output }) });
  }
  return { ...trace, spans, arePayloadsCut: [...payloads.values()].some(({ isLeftOut }) => isLeftOut === 1) };
}
