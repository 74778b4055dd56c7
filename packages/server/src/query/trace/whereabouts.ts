import { sqlMicros } from "../../storage/span-row.ts";
import type { SqlCondition } from "../span-filter.ts";

/** How far from a known moment of a trace its spans may lie. */
const REACH_MS = 24 * 3_600_000;

/** What bounds a question about one trace, `at` a moment within it (epoch milliseconds), to a day about it. */
export function whereabouts({ at }: { readonly at?: number | undefined }): SqlCondition {
  if (at === undefined) return { sql: "", parameters: {} };
  const name = { from: "{from:DateTime64(6, 'UTC')}", to: "{to:DateTime64(6, 'UTC')}" };
  return {
    sql: `\n       AND s.start_time BETWEEN ${name.from} AND ${name.to}
       AND toStartOfHour(s.start_time) BETWEEN toStartOfHour(${name.from}) AND toStartOfHour(${name.to})`,
    parameters: { from: sqlMicros(at - REACH_MS), to: sqlMicros(at + REACH_MS) },
  };
}
