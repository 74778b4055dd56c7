/** One data file of a path, as retention sees it. */
export interface RetainedFile {
  readonly path: string;
  readonly size: number;
  /** Last write, milliseconds since the epoch. */
  readonly mtimeMs: number;
  /** Finished, and of this process or of one that is gone. All others only count towards the total. */
  readonly isRemovable: boolean;
  /** A server is to have it and has not: age does not remove it, and size only when nothing else is left. */
  readonly isUnsent?: boolean;
}

/** How long and how much to keep. */
export interface RetentionLimits {
  readonly nowMs: number;
  readonly retentionDays: number;
  readonly maxTotalBytes: number;
}

const DAY_MS = 86_400_000;

/** Chooses what to remove: what is too old, then the oldest until the rest fits. `filesByAge`: oldest first. */
export function chooseExpired<File extends RetainedFile>(
  filesByAge: readonly File[],
  limits: RetentionLimits,
): File[] {
  const oldestMs = limits.nowMs - limits.retentionDays * DAY_MS;
  let totalBytes = filesByAge.reduce((sum, { size }) => sum + size, 0);
  const isUnsent = (file: File): boolean => file.isUnsent === true;
  const unsentLast = [...filesByAge.filter((file) => !isUnsent(file)), ...filesByAge.filter(isUnsent)];
  return unsentLast.filter((file) => {
    if (!file.isRemovable) return false;
    const isTooOld = file.mtimeMs < oldestMs && !isUnsent(file);
    if (!isTooOld && totalBytes <= limits.maxTotalBytes) return false;
    totalBytes -= file.size;
    return true;
  });
}
