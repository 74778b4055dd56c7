import { z } from "zod";
import type { QueryContext } from "../query-context.ts";
import { type LoggedPayloads, queryLoggedPayloads } from "./logged-payload.ts";
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

const rowSchema = z.object({
  spanId: z.string(),
  input: z.string(),
  output: z.string(),
  isLeftOut: z.number(),
});

/** What spans brought themselves, by their ids. */
type OwnPayloads = ReadonlyMap<string, z.infer<typeof rowSchema>>;

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
  const own: OwnPayloads = new Map(
    z
      .array(rowSchema)
      .parse(rows)
      .map((row) => [row.spanId, row]),
  );
  const logged = lacksOwn(trace, own)
    ? await queryLoggedPayloads({ project, traceId }, MAX_PAYLOAD_BYTES - bytesOf(own), context)
    : NOTHING_LOGGED;
  const spans = trace.spans.map((span): ToldSpan => {
    const brought = own.get(span.spanId);
    const apart = brought?.isLeftOut === 1 ? undefined : logged.bySpan.get(span.spanId);
    const input = brought?.input || apart?.input;
    const output = brought?.output || apart?.output;
    return { ...span, ...(input && { input }), ...(output && { output }) };
  });
  const areOwnCut = [...own.values()].some(({ isLeftOut }) => isLeftOut === 1);
  return { ...trace, spans, arePayloadsCut: areOwnCut || logged.isCut };
}

const NOTHING_LOGGED: LoggedPayloads = { bySpan: new Map(), isCut: false };

/** Whether there are messages that no span brought: some instrumentations send them as log records, apart from it. */
function lacksOwn({ spans }: Trace, own: OwnPayloads): boolean {
  return spans.some(({ spanId, hasPayload }) => {
    const brought = own.get(spanId);
    return hasPayload && brought?.isLeftOut !== 1 && (!brought?.input || !brought.output);
  });
}

function bytesOf(own: OwnPayloads): number {
  let bytes = 0;
  for (const { input, output } of own.values()) bytes += Buffer.byteLength(input) + Buffer.byteLength(output);
  return bytes;
}
