import { FAILED_SPANS } from "../storage/schema/failed-spans.ts";
import type { ListFilter } from "./list-filter.ts";

/** What the table of failed spans holds. */
const FAILED: readonly string[] = ["error", "blocked"];

/**
 * The table to read for a filter: failed spans lie apart as well, few among many. How a span ended alone says that it
 * is there: a cancelled one may have an error, with its fingerprint, too.
 */
export function spansTable({ values = {}, hasError }: ListFilter): string {
  const isFailed = hasError === true || values.status?.every((status) => FAILED.includes(status)) === true;
  return isFailed ? FAILED_SPANS : "spans";
}
