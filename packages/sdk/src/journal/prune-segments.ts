import { join } from "node:path";
import { checkpointPath } from "./checkpoint-file.ts";
import { infoIfThere, removeIfThere } from "./file-access.ts";
import { chooseExpired, type RetainedFile } from "./retention.ts";
import { listSegments } from "./segment-listing.ts";
import { type ActiveName, activePath, type JournalLayout, type RotatedName } from "./segment-names.ts";
import { isSlotLive, type LockWorld, tryLockSlot } from "./slot-lock.ts";
import { tornPath } from "./torn-tail.ts";

/** Knows what of the files is to be sent to a server and has not been. */
export interface UnsentGuard {
  isUnsent(name: RotatedName | ActiveName, size: number): boolean;
  /** The limit on all files together removed one that was unsent. */
  onRemoved(name: string, size: number): void;
}

/** Whose files to prune, and to what. */
export interface PruneScope {
  readonly layout: JournalLayout;
  readonly ownSlot: number;
  readonly retentionDays: number;
  readonly maxTotalBytes: number;
  readonly unsent?: UnsentGuard | undefined;
}

interface PrunedFile extends RetainedFile {
  readonly name: RotatedName | ActiveName;
  readonly orderMs: number;
}

/**
 * Removes what is too old or too much: rotated files of this slot and of slots whose owner is gone, and what those
 * last wrote to. Files of other living owners only count towards the total. Never throws: what stays is tried again.
 */
export function pruneSegments(world: LockWorld, scope: PruneScope): void {
  const limits = { ...scope, nowMs: world.clock.now() };
  try {
    const expired = chooseExpired(measure(world, scope), limits);
    for (const { name, path, size, isUnsent } of expired) {
      const isRemoved = name.type === "active" ? removeDeadSlot(world, path) : removeRotated(world, path);
      if (isRemoved && isUnsent) scope.unsent?.onRemoved(name.name, size);
    }
  } catch {
    // A directory that cannot be changed: the writer finds out, and says so, by itself.
  }
}

function measure(world: LockWorld, scope: PruneScope): PrunedFile[] {
  const { layout, ownSlot } = scope;
  const { active, rotated } = listSegments(world.files, layout);
  const liveSlots = new Map<number, boolean>();
  const isLive = (slot: number): boolean => {
    const known = liveSlots.get(slot) ?? isSlotLive(world, activePath(layout, slot));
    liveSlots.set(slot, known);
    return known;
  };
  const measured: PrunedFile[] = [];
  for (const name of [...rotated, ...active]) {
    const path = join(layout.directory, name.name);
    const info = infoIfThere(world.files, path);
    if (info?.kind !== "file") continue;
    const isOwn = name.slot === ownSlot;
    const isRemovable = (isOwn && name.type === "rotated") || (!isOwn && !isLive(name.slot));
    const orderMs = name.type === "rotated" ? name.rotatedAtMs : info.mtimeMs;
    const { size, mtimeMs } = info;
    const isUnsent = isRemovable && scope.unsent?.isUnsent(name, size) === true;
    measured.push({ name, path, size, mtimeMs, isRemovable, orderMs, isUnsent });
  }
  return measured.sort((left, right) => left.orderMs - right.orderMs);
}

function removeRotated(world: LockWorld, path: string): boolean {
  removeIfThere(world.files, path);
  return true;
}

/**
 * Under the slot's lock, because a process that starts at this moment may take the slot and go on with its file: false
 * then.
 */
function removeDeadSlot(world: LockWorld, path: string): boolean {
  const lock = tryLockSlot(world, path);
  if (lock === undefined) return false;
  try {
    for (const file of [path, checkpointPath(path), tornPath(path)]) removeIfThere(world.files, file);
    return true;
  } finally {
    lock.release();
  }
}
