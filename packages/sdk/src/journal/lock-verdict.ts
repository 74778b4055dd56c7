import type { ProcessIdentity, ProcessTable } from "./process-table.ts";

/** A lock file as found. */
export interface FoundLock {
  readonly text: string;
  /** Last heartbeat, milliseconds since the epoch. */
  readonly mtimeMs: number;
}

/** What a lock file says of its owner. `token` is unique to one lock of one journal. */
export interface LockOwner extends Omit<ProcessIdentity, "startTime"> {
  readonly startTime?: string;
  readonly token: string;
}

/** A beat that failed to come for this long means a dead owner, where the owner itself cannot be asked. */
const SILENT_AFTER_MS = 60_000;
/** An owner killed between creating its lock and writing it leaves an empty one. */
export const UNREADABLE_AFTER_MS = 10_000;

/** Decides whether a lock's owner is still there. */
export function isStaleLock(lock: FoundLock, processes: ProcessTable, nowMs: number): boolean {
  const ageMs = nowMs - lock.mtimeMs;
  const owner = parseOwner(lock.text);
  if (owner === undefined) return ageMs > UNREADABLE_AFTER_MS;
  if (owner.host !== processes.self.host) return ageMs > SILENT_AFTER_MS;
  if (!processes.isAlive(owner.pid)) return true;
  const startTime = processes.startTimeOf(owner.pid);
  const canCompare = owner.startTime !== undefined && startTime !== undefined;
  if (canCompare && owner.startTime !== startTime) return true;
  // A worker thread that was terminated leaves its lock in a process that lives on; only its silence tells.
  const isCertain = canCompare && owner.pid !== processes.self.pid;
  return !isCertain && ageMs > SILENT_AFTER_MS;
}

function parseOwner(text: string): LockOwner | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isOwner(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isOwner(value: unknown): value is LockOwner {
  if (typeof value !== "object" || value === null) return false;
  const owner = value as Partial<Record<keyof LockOwner, unknown>>;
  return (
    typeof owner.pid === "number" &&
    Number.isInteger(owner.pid) &&
    owner.pid > 0 &&
    typeof owner.host === "string" &&
    typeof owner.token === "string" &&
    (owner.startTime === undefined || typeof owner.startTime === "string")
  );
}
