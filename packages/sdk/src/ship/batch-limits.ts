/** How much goes into one request: as much as the server has shown to take. Sizes are before compression. */
export interface BatchLimits {
  readonly maxBytes: number;
  readonly maxRecords: number;
  /** A size that was too large lies above; it rises slowly, for the server may have got other limits since. */
  readonly ceilingBytes: number;
}

const LARGEST = { maxBytes: 1024 * 1024, maxRecords: 2_000 };
const SMALLEST = { maxBytes: 1024, maxRecords: 1 };
const CEILING_RISE = 1.02;

/** Large enough that a few requests a second carry a busy process. */
export const FIRST_LIMITS: BatchLimits = {
  maxBytes: 256 * 1024,
  maxRecords: 500,
  ceilingBytes: LARGEST.maxBytes,
};

/** After a batch that was taken: larger, so that what a downtime left is caught up with in few requests. */
export function grown({ maxBytes, maxRecords, ceilingBytes }: BatchLimits): BatchLimits {
  return {
    maxBytes: Math.min(ceilingBytes, maxBytes * 2),
    maxRecords: Math.min(LARGEST.maxRecords, maxRecords * 2),
    ceilingBytes: Math.min(LARGEST.maxBytes, Math.ceil(ceilingBytes * CEILING_RISE)),
  };
}

/** What was sent in one request. */
export interface BatchSize {
  readonly bytes: number;
  readonly records: number;
}

/** After a batch that did not get through: half of it. */
export function shrunk(limits: BatchLimits, { bytes, records }: BatchSize): BatchLimits {
  return {
    ...limits,
    maxBytes: Math.max(SMALLEST.maxBytes, Math.floor(bytes / 2)),
    maxRecords: Math.max(SMALLEST.maxRecords, Math.floor(records / 2)),
  };
}

/** After a batch that the server called too large: half of it, and no more of that size for a while. */
export function capped(limits: BatchLimits, size: BatchSize): BatchLimits {
  const smaller = shrunk(limits, size);
  return { ...smaller, ceilingBytes: smaller.maxBytes };
}
