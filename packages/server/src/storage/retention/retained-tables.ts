import { FAILED_SPANS } from "../schema/failed-spans.ts";
import { ROLLUPS } from "../schema/rollup-tables.ts";
import type { RetainedKind } from "./retention-ages.ts";

/** A table whose rows are kept for an age. */
export interface RetainedTable {
  readonly name: string;
  readonly kind: RetainedKind;
  /** The column whose time is a row's age. Every partition holds whole UTC days of it. */
  readonly time: string;
}

/** Every table that grows with what arrives. */
export const RETAINED_TABLES: readonly RetainedTable[] = [
  { name: "payloads", kind: "payloads", time: "start_time" },
  { name: "logged_messages", kind: "payloads", time: "logged_at" },
  { name: "spans", kind: "spans", time: "start_time" },
  { name: FAILED_SPANS, kind: "spans", time: "start_time" },
  ...ROLLUPS.map(({ name }): RetainedTable => ({ name, kind: "rollups", time: "bucket" })),
];
