import { z } from "zod";
import { noteBuckets, type RepairParts, repairNoted } from "./repair-rollups.ts";
import { type Period, partitionPeriod } from "./retention/partition-period.ts";
import { FAILED_SPANS, failedSpansFill } from "./schema/failed-spans.ts";
import { ROLLUPS } from "./schema/rollup-tables.ts";
import { sqlTime } from "./span-row.ts";

const partSchema = z.object({ table: z.string(), partition: z.string(), part: z.string() });

/** A part of a table that the engine could not read when it started. It was set aside, with what was in it. */
export type DamagedPart = z.infer<typeof partSchema>;

/** What was damaged. */
export interface DamageReport {
  /** What was in them is missing from their tables. */
  readonly missing: readonly DamagedPart[];
  /** Sums or copies were in them, which were made anew from the spans: nothing is missing. */
  readonly mended: readonly DamagedPart[];
}

/**
 * Makes sums anew that the engine set aside as damaged, as after a power cut, and forgets the damaged files. Where spans
 * of the same time are damaged too, the sums that are left are nearer to the truth, and stay.
 */
export async function mendDamagedParts(parts: RepairParts): Promise<DamageReport> {
  const damaged = await damagedParts(parts);
  const lostSpans = damaged.filter(({ table }) => table === "spans").map(periodOf);
  const canMend = (part: DamagedPart) =>
    (part.table === FAILED_SPANS || ROLLUPS.some(({ name }) => name === part.table)) &&
    !lostSpans.some((lost) => overlaps(lost, periodOf(part)));
  const mended = damaged.filter(canMend);
  for (const part of mended) {
    if (part.table === FAILED_SPANS) await copyAnew(parts, part);
    else await noteSums(parts, part);
  }
  if (mended.length > 0) await repairNoted(parts);
  for (const { table, part } of mended) {
    await parts.engine.command(
      `ALTER TABLE ${table} DROP DETACHED PART {part:String} SETTINGS allow_drop_detached = 1`,
      { part },
    );
  }
  return { mended, missing: damaged.filter((part) => !canMend(part)) };
}

async function damagedParts({ engine }: RepairParts): Promise<readonly DamagedPart[]> {
  return z.array(partSchema).parse(
    await engine.query(
      `SELECT table, ifNull(partition_id, '') AS partition, name AS part FROM system.detached_parts
       WHERE database = currentDatabase() AND startsWith(ifNull(reason, ''), 'broken') ORDER BY table, part`,
    ),
  );
}

async function noteSums(parts: RepairParts, { table: name, partition }: DamagedPart): Promise<void> {
  const table = ROLLUPS.find((rollup) => rollup.name === name);
  const period = partitionPeriod(partition);
  if (table === undefined || period === undefined) return;
  const spans = `SELECT s.project AS project, ${table.bucket} AS bucket FROM spans AS s
    WHERE s.start_time >= {from:DateTime64(3, 'UTC')} AND s.start_time < {to:DateTime64(3, 'UTC')}`;
  await noteBuckets(parts, table, { touched: spans, from: period.from, to: period.to });
}

async function copyAnew({ engine }: RepairParts, part: DamagedPart): Promise<void> {
  const period = periodOf(part);
  if (period === undefined) return;
  const within = "s.start_time >= {from:DateTime64(3, 'UTC')} AND s.start_time < {to:DateTime64(3, 'UTC')}";
  await engine.command(failedSpansFill(within), { from: sqlTime(period.from), to: sqlTime(period.to) });
}

function periodOf({ partition }: DamagedPart): Period | undefined {
  return partitionPeriod(partition);
}

function overlaps(one: Period | undefined, other: Period | undefined): boolean {
  return one === undefined || other === undefined || (one.from < other.to && other.from < one.to);
}
