import { checkpointPath } from "./checkpoint-file.ts";
import { removeIfThere } from "./file-access.ts";
import { listSegments } from "./segment-listing.ts";
import { activePath, MAX_SLOTS } from "./segment-names.ts";
import { SlotFile, type SlotFileOptions } from "./slot-file.ts";
import { type LockWorld, type SlotLock, tryLockSlot } from "./slot-lock.ts";

/** A slot that this process owns, and the file it appends to. */
export interface ClaimedSlot {
  readonly slot: number;
  readonly lock: SlotLock;
  readonly file: SlotFile;
}

/**
 * Takes the first free slot of a path and opens its file. Undefined when all 256 are taken. Throws the system's error,
 * with nothing held, when the disk refuses.
 */
export function claimSlot(
  world: LockWorld,
  options: Omit<SlotFileOptions, "slot" | "files" | "clock">,
): ClaimedSlot | undefined {
  const { layout } = options;
  for (let slot = 1; slot <= MAX_SLOTS; slot += 1) {
    const path = activePath(layout, slot);
    const lock = tryLockSlot(world, path);
    if (lock === undefined) continue;
    const file = new SlotFile({ ...options, slot, files: world.files, clock: world.clock });
    try {
      const { active, rotated } = listSegments(world.files, layout);
      // Whoever deleted the journal wants to start anew; the checkpoint beside it would bring the old state back.
      const isDeleted = ![...active, ...rotated].some((name) => name.slot === slot);
      if (isDeleted) removeIfThere(world.files, checkpointPath(path));
      file.prepare();
      return { slot, lock, file };
    } catch (error) {
      file.close();
      lock.release();
      throw error;
    }
  }
  return undefined;
}
