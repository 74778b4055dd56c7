import type { Clock } from "@breakwater/core/time/clock";
import {
  errorCode,
  ifThere,
  infoIfThere,
  readSmallFile,
  removeIfThere,
  replaceFile,
  writeAll,
} from "./file-access.ts";
import type { JournalFileSystem } from "./file-system.ts";
import { type FoundLock, isStaleLock, UNREADABLE_AFTER_MS } from "./lock-verdict.ts";
import type { ProcessTable } from "./process-table.ts";

const MAX_LOCK_BYTES = 4096;

/** What a lock needs of the world. */
export interface LockWorld {
  readonly files: JournalFileSystem;
  readonly clock: Clock;
  readonly processes: ProcessTable;
  /** A text that no other lock ever had. */
  newToken(): string;
}

/** Where a slot's lock lies, beside its active file. */
export function lockPath(activeFile: string): string {
  return `${activeFile}.lock`;
}

/** Whether a living process owns the slot of this active file. */
export function isSlotLive(world: LockWorld, activeFile: string): boolean {
  const found = readLock(world, lockPath(activeFile));
  return found !== undefined && !isStaleLock(found, world.processes, world.clock.now());
}

/**
 * Takes the slot of an active file: undefined when another owner lives. A dead owner's lock is taken over. Throws the
 * system's error when the directory cannot be written.
 */
export function tryLockSlot(world: LockWorld, activeFile: string): SlotLock | undefined {
  const path = lockPath(activeFile);
  const text = JSON.stringify({ ...world.processes.self, token: world.newToken() });
  const lock = new SlotLock(world, { path, text });
  if (createLock(world, { path, text })) return lock;
  const found = readLock(world, path);
  if (found === undefined || !isStaleLock(found, world.processes, world.clock.now())) return undefined;
  return takeOver(world, { path, text, found }) ? lock : undefined;
}

/** A slot that this journal owns, until it is released or another process thought its owner dead. */
export class SlotLock {
  readonly #world: LockWorld;
  readonly #path: string;
  readonly #text: string;

  constructor(world: LockWorld, lock: { readonly path: string; readonly text: string }) {
    this.#world = world;
    this.#path = lock.path;
    this.#text = lock.text;
  }

  /** Shows that the owner lives. False when the slot belongs to another by now: stop using it. */
  beat(): boolean {
    const world = this.#world;
    try {
      const found = readLock(world, this.#path);
      if (found === undefined) return createLock(world, { path: this.#path, text: this.#text });
      if (found.text !== this.#text) return false;
      world.files.touch(this.#path, world.clock.now());
    } catch {
      // A disk that fails says nothing about the owner.
    }
    return true;
  }

  /** Gives the slot back. Never throws: a lock left behind is stale once this process is gone. */
  release(): void {
    try {
      if (readLock(this.#world, this.#path)?.text === this.#text) this.#world.files.remove(this.#path);
    } catch {
      // As above.
    }
  }
}

function readLock(world: LockWorld, path: string): FoundLock | undefined {
  const info = infoIfThere(world.files, path);
  if (info === undefined) return undefined;
  const text = readSmallFile(world.files, path, MAX_LOCK_BYTES) ?? "";
  return { text, mtimeMs: info.mtimeMs };
}

function createLock(world: LockWorld, lock: { readonly path: string; readonly text: string }): boolean {
  let file: number;
  try {
    file = world.files.open(lock.path, "wx");
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
  try {
    writeAll(world.files, file, Buffer.from(lock.text));
  } catch (error) {
    // An empty lock of a living process would look stale; better none, and another attempt later.
    world.files.remove(lock.path);
    throw error;
  } finally {
    world.files.close(file);
  }
  ifThere(() => world.files.touch(lock.path, world.clock.now()));
  return true;
}

/**
 * Replaces a stale lock. Two starters may find the same one stale; the guard file lets one of them act at a time, and
 * that one looks again: a lock that changed since is another's. Without the guard the slower one would remove the
 * quicker one's new lock.
 */
function takeOver(
  world: LockWorld,
  take: { readonly path: string; readonly text: string; readonly found: FoundLock },
): boolean {
  const guard = `${take.path}.takeover`;
  if (!createLock(world, { path: guard, text: take.text })) {
    removeAbandonedGuard(world, guard);
    return false;
  }
  try {
    const now = readLock(world, take.path);
    if (now === undefined) return createLock(world, take);
    if (now.text !== take.found.text || now.mtimeMs !== take.found.mtimeMs) return false;
    replaceFile(world.files, take.path, take.text);
    world.files.touch(take.path, world.clock.now());
    return true;
  } finally {
    removeIfThere(world.files, guard);
  }
}

/** A process killed while it took over leaves its guard; the next starter clears it, the one after may take over. */
function removeAbandonedGuard(world: LockWorld, guard: string): void {
  const info = infoIfThere(world.files, guard);
  if (info !== undefined && world.clock.now() - info.mtimeMs > UNREADABLE_AFTER_MS) {
    removeIfThere(world.files, guard);
  }
}
