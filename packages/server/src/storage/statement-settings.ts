import type { StatementLimits } from "./sql-engine.ts";

/** Names a statement among those that run. */
const LABEL = /^[\w-]{1,64}$/;

/**
 * A SELECT with its limits as a clause of its own. Settings sent beside a statement stay in force for whatever the
 * embedded engine runs next, so that the limits of a question would bind the commits that follow it.
 */
export function withSettings(sql: string, limits: StatementLimits = {}, label?: string): string {
  const { timeoutMs, maxRows, maxMemoryBytes } = limits;
  const settings = [
    ...(timeoutMs === undefined ? [] : [`max_execution_time = ${timeoutMs / 1000}`]),
    ...(maxRows === undefined ? [] : [`max_result_rows = ${maxRows}`, "result_overflow_mode = 'throw'"]),
    // What would not fit into memory goes to disk while it is added up or sorted, rather than fail.
    ...(maxMemoryBytes === undefined
      ? []
      : [
          `max_memory_usage = ${maxMemoryBytes}`,
          `max_bytes_before_external_group_by = ${Math.floor(maxMemoryBytes / 2)}`,
          `max_bytes_before_external_sort = ${Math.floor(maxMemoryBytes / 2)}`,
        ]),
    // Rows of one sorting key have one hour, and so one partition: FINAL need not look for them in others.
    "do_not_merge_across_partitions_select_final = 1",
    ...(label !== undefined && LABEL.test(label) ? [`log_comment = '${label}'`] : []),
  ];
  return `${sql}\nSETTINGS ${settings.join(", ")}`;
}
