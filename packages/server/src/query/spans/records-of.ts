import type { SpanRecord } from "@breakwater/core/record/span-record";
import { RECORD_COLUMNS, recordOfRow } from "../../storage/record-of-row.ts";
import type { QueryContext } from "../query-context.ts";
import type { SpanKey } from "./span-keys.ts";

/** The records of keys, in the order of the keys; those that are not there are left out. */
export async function recordsOf(
  keys: readonly Omit<SpanKey, "at">[],
  project: string,
  { engine, limits }: QueryContext,
): Promise<readonly SpanRecord[]> {
  if (keys.length === 0) return [];
  const rows = await engine.query(
    `SELECT ${RECORD_COLUMNS} FROM spans AS s FINAL
     WHERE s.project = {project:String}
       AND (toStartOfHour(s.start_time), s.trace_id) IN (
         SELECT toDateTime(place.1, 'UTC'), toFixedString(unhex(place.2), 16)
         FROM (SELECT arrayJoin(arrayZip({hours:Array(UInt32)}, {traces:Array(String)})) AS place))
       AND s.span_id IN (SELECT toFixedString(unhex(arrayJoin({spans:Array(String)})), 8))`,
    {
      project,
      hours: keys.map(({ start }) => hourOfText(start)),
      traces: keys.map(({ traceId }) => traceId),
      spans: keys.map(({ spanId }) => spanId),
    },
    limits,
  );
  const records = new Map<string, SpanRecord>();
  for (const record of rows.map(recordOfRow)) records.set(record.traceId + record.spanId, record);
  return keys.flatMap(({ traceId, spanId }) => records.get(traceId + spanId) ?? []);
}

/** Start of the hour of a time as the engine writes it, in seconds. */
function hourOfText(time: string): number {
  return Date.parse(`${time.slice(0, 10)}T${time.slice(11, 13)}:00:00Z`) / 1000;
}
