import { spansTable, type TableLayout } from "./tables.ts";

/** Copies of the spans that failed or were refused: few among many, and asked for over long ranges. */
export const FAILED_SPANS = "failed_spans";

/** No such state is ever replaced by another, so that a copy stays right. */
const IS_FAILED = "s.status IN ('error', 'blocked')";

/** The table of failed spans, with the columns and the order of `spans`. */
export function failedSpansTable(layout: TableLayout): string {
  return spansTable(layout, FAILED_SPANS);
}

/** The view that keeps the copies up to date. */
export function failedSpansView({ onCluster, stored }: TableLayout): string {
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS ${FAILED_SPANS}_view${onCluster} TO ${stored(FAILED_SPANS)} AS
  SELECT s.* FROM ${stored("spans")} AS s WHERE ${IS_FAILED}`;
}

/** Copies failed spans of a condition over `spans AS s`. A copy that is there already counts once all the same. */
export function failedSpansFill(condition: string): string {
  return `INSERT INTO ${FAILED_SPANS} SELECT s.* FROM spans AS s WHERE ${IS_FAILED} AND ${condition}
    SETTINGS max_partitions_per_insert_block = 0`;
}
