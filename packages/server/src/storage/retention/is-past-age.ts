import { epochMsOf } from "@breakwater/core/record/record-time";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { projectOf } from "../span-row.ts";
import type { DeletionLog } from "./deletion-log.ts";
import { agesOf, keptSince, type RetentionSettings } from "./retention-ages.ts";

/** What tells how old a span may be. */
export interface AgeParts {
  readonly deletions: Pick<DeletionLog, "goneUntil">;
  /** Undefined keeps everything. */
  readonly settings: RetentionSettings | undefined;
  readonly now: number;
}

/**
 * Whether a span comes too late to be kept: it would be deleted at once, and if it had been here before, it would be
 * counted twice. What has been deleted stays so, even when a longer age comes in force.
 */
export function isPastAge(record: SpanRecord, { deletions, settings, now }: AgeParts): boolean {
  const project = projectOf(record);
  const since = settings === undefined ? -Infinity : keptSince(agesOf(settings, project).spans, now);
  return epochMsOf(record.startTime) < Math.max(since, deletions.goneUntil(project));
}
