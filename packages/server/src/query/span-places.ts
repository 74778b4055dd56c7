/**
 * That a span is at a place in the sorting key (an hour and a trace) where some state of a span fulfils a condition.
 *
 * FINAL alone reads nearly the whole range of a table whenever an index leaves something out, since that could hold a
 * newer state of what the index finds. So the index is asked without FINAL, for whatever state of a span, and FINAL
 * reads whole places. Places never change, whatever becomes of a span.
 *
 * @param condition SQL over `spans AS s`, which an index answers; `{project:String}` is added.
 * @param table `spans`, or a table with its columns and its order.
 */
export function placesSql(condition: string, table = "spans"): string {
  return `(toStartOfHour(s.start_time), s.trace_id) IN (
    SELECT toStartOfHour(s.start_time), s.trace_id FROM ${table} AS s
    WHERE s.project = {project:String} AND ${condition})`;
}
