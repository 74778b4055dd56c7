import { bytesBehind, readWindow, SLOT_START, type WindowPosition } from "../journal/line-window.ts";
import { activePath, type JournalLayout } from "../journal/segment-names.ts";
import { type LockWorld, type SlotLock, tryLockSlot } from "../journal/slot-lock.ts";
import type { BatchLimits } from "./batch-limits.ts";
import { type DeadLetter, keepDeadLetter } from "./dead-letters.ts";
import { batchOf, type ShipBatch } from "./ship-batch.ts";
import { readShipCheckpoint, writeShipCheckpoint } from "./ship-checkpoint.ts";

/** Whose lines are sent where. */
export interface LaneOptions {
  readonly world: LockWorld;
  readonly layout: JournalLayout;
  readonly slot: number;
  /** Address of the server, as it stands in checkpoints. */
  readonly server: string;
  /** Whether this process writes to the slot; otherwise its owner is gone. */
  readonly isOwn: boolean;
  /** Lines that are too long to be read were passed over. */
  onOversized(lines: number): void;
  /** The checkpoint could not be written: after a restart lines will be sent again. */
  onCheckpointFailed(error: unknown): void;
}

/** The lines of one slot on their way to a server, while this process holds the right to send them. */
export class ShipLane {
  readonly activeFile: string;
  readonly #options: LaneOptions;
  #lock: SlotLock | undefined;
  #position: WindowPosition | undefined;
  #unfinishedBytes = 0;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.activeFile = activePath(options.layout, options.slot);
  }

  get slot(): number {
    return this.#options.slot;
  }

  get isOwn(): boolean {
    return this.#options.isOwn;
  }

  /** Takes or keeps the right to send; false while another process has it. Throws when the disk refuses. */
  hold(): boolean {
    if (this.#lock?.beat() === true) return true;
    this.#lock = undefined;
    this.#position = undefined;
    this.#lock = tryLockSlot(this.#options.world, `${this.activeFile}.ship`);
    return this.#lock !== undefined;
  }

  /** Shows that this process still sends; does nothing where it does not. */
  beat(): void {
    if (this.#lock !== undefined) this.hold();
  }

  /** The next lines; undefined when all that are whole were sent. Throws when the disk refuses. */
  next({ maxBytes, maxRecords }: BatchLimits): ShipBatch | undefined {
    const { slot, isOwn, onOversized } = this.#options;
    const limits = { slot, maxBytes, maxLines: maxRecords, takesUnfinished: !isOwn };
    const read = readWindow(this.#scope(), this.#place(), limits);
    this.#position = read.position;
    this.#unfinishedBytes = read.unfinishedBytes;
    if (read.oversizedLines > 0) onOversized(read.oversizedLines);
    return read.window && batchOf(read.window);
  }

  /** Everything before this place is done with. */
  commit(position: WindowPosition): void {
    const { world, server } = this.#options;
    this.#position = position;
    try {
      writeShipCheckpoint(world.files, this.activeFile, { ...position, server });
    } catch (error) {
      this.#options.onCheckpointFailed(error);
    }
  }

  /** Puts a line aside that no server will take; false when it could not be kept. */
  putAside(letter: DeadLetter): boolean {
    return keepDeadLetter(this.#options.world.files, this.activeFile, letter);
  }

  /** Bytes that were not acknowledged. Throws when the disk refuses. */
  pendingBytes(): number {
    const bytes = bytesBehind(this.#scope(), this.slot, this.#place());
    return Math.max(0, bytes - this.#unfinishedBytes);
  }

  /** Gives the right to send back. */
  release(): void {
    this.#lock?.release();
    this.#lock = undefined;
    this.#position = undefined;
  }

  #scope() {
    const { world, layout } = this.#options;
    return { files: world.files, layout, onOversized: () => {} };
  }

  #place(): WindowPosition {
    if (this.#position !== undefined) return this.#position;
    const saved = readShipCheckpoint(this.#options.world.files, this.activeFile);
    const position = saved?.server === this.#options.server ? saved : SLOT_START;
    // Without the lock another process moves it on.
    if (this.#lock !== undefined) this.#position = position;
    return position;
  }
}
