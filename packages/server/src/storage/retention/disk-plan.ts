import type { StoredPartition } from "./stored-partitions.ts";

/** What there is of the disk. Bytes. */
export interface DiskUse {
  /** Of our own data. */
  readonly usedBytes: number;
  /** Free on its volume, to us. */
  readonly freeBytes: number;
}

/** What of it may be taken. */
export interface DiskLimits {
  /** Of our own data; without one nothing is ever deleted for want of room. */
  readonly max?: number | undefined;
  /** To be left free on the volume. */
  readonly minFree: number;
}

/** How many bytes are in use beyond the limits; 0 or less when all is well. */
export function excessOf({ usedBytes, freeBytes }: DiskUse, { max = Infinity, minFree }: DiskLimits): number {
  return Math.max(usedBytes - max, minFree - freeBytes);
}

/**
 * Which partitions make room for `excess` bytes: the oldest payloads first, then the oldest spans, never those of
 * `today` (start of the UTC day, epoch milliseconds) or later. Sums stay. All that may go when that is not enough.
 */
export function partitionsToDrop(
  partitions: readonly StoredPartition[],
  excess: number,
  today: number,
): readonly StoredPartition[] {
  const candidates = partitions
    .filter(({ table, to }) => table.kind !== "rollups" && to <= today)
    .sort((a, b) => a.table.kind.localeCompare(b.table.kind) || a.from - b.from);
  const chosen: StoredPartition[] = [];
  let left = excess;
  for (const partition of candidates) {
    if (left <= 0) break;
    chosen.push(partition);
    left -= partition.bytes;
  }
  return chosen;
}
