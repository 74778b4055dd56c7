import { FAILED_SPANS } from "../storage/schema/failed-spans.ts";
import type { ListFilter } from "./list-filter.ts";

/** What the table of failed spans holds. */
const FAILED: readonly string[] = ["error", "blocked"];

/**
 * The table to read for a filter: failed spans lie apart as well, few among many. A fingerprint names a group of
 * errors, and so leaves failed spans alone.
 */
export function spansTable({ values = {}, hasError }: ListFilter): string {
  const isFailed =
    hasError === true ||
    values.status?.every((status) => FAILED.includes(status)) === true ||
    values.fingerprint?.every((fingerprint) => fingerprint !== "") === true;
  return isFailed ? FAILED_SPANS : "spans";
}
