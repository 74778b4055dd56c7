import { type ClaimedSlot, claimSlot } from "./claimed-slot.ts";
import { JournalPathError } from "./journal-path-error.ts";
import type { JournalWarnings } from "./journal-warnings.ts";
import { pruneSegments, type UnsentGuard } from "./prune-segments.ts";
import { activePath, type JournalLayout, MAX_SLOTS } from "./segment-names.ts";
import type { SlotFile, WriteCounts } from "./slot-file.ts";
import type { LockWorld } from "./slot-lock.ts";
import { type TailRepair, tornPath } from "./torn-tail.ts";

/** What a holder needs to claim slots of one path, and to keep them within their bounds. */
export interface SlotHolderOptions {
  readonly layout: JournalLayout;
  readonly world: LockWorld;
  readonly maxFileBytes: number;
  readonly retentionDays: number;
  readonly maxTotalBytes: number;
  readonly unsent?: UnsentGuard | undefined;
  readonly warnings: JournalWarnings;
  /** After a rotation and the pruning that follows it. */
  onRotated(): void;
}

/** Holds at most one slot of a path at a time, for one journal, and counts over all that it held. */
export class SlotHolder {
  readonly written: WriteCounts = { lines: 0, bytes: 0 };
  repairedBytes = 0;
  readonly #options: SlotHolderOptions;
  #claimed: ClaimedSlot | undefined;
  #path: string;

  constructor(options: SlotHolderOptions) {
    this.#options = options;
    this.#path = activePath(options.layout, 1);
  }

  /** The file of the slot that is or was held last; the first slot's before that. */
  get path(): string {
    return this.#path;
  }

  /** Number of the slot that is held. */
  get slot(): number | undefined {
    return this.#claimed?.slot;
  }

  /** The file of the slot that is held. */
  get file(): SlotFile | undefined {
    return this.#claimed?.file;
  }

  /** Takes a slot unless one is held. Throws the system's error, or `JournalPathError` when all slots are taken. */
  claim(): SlotFile {
    if (this.#claimed !== undefined) return this.#claimed.file;
    const { world, layout, maxFileBytes, warnings } = this.#options;
    const claimed = claimSlot(world, {
      layout,
      maxFileBytes,
      written: this.written,
      onRepaired: (repair, path) => this.#reportRepair(repair, path),
      onRotated: () => {
        warnings.forget("rotation");
        this.#prune();
        this.#options.onRotated();
      },
      onRotationFailed: (error) =>
        warnings.once("rotation", this.#path, { text: "the file could not be rotated and grows on", error }),
    });
    if (claimed === undefined) {
      throw new JournalPathError(this.#path, {
        reason: `${MAX_SLOTS} processes write to it already`,
        advice: "Give some of them another path.",
      });
    }
    this.#claimed = claimed;
    this.#path = claimed.file.path;
    this.#prune();
    return claimed.file;
  }

  /** Shows that this process lives; false when another took the slot over, thinking its owner dead. */
  beat(): boolean {
    return this.#claimed === undefined || this.#claimed.lock.beat();
  }

  /** Gives the slot back; returns the line, if any, of which only the beginning is in its file. */
  release(): string | undefined {
    const claimed = this.#claimed;
    this.#claimed = undefined;
    claimed?.file.close();
    claimed?.lock.release();
    return claimed?.file.partialLine;
  }

  #reportRepair(repair: TailRepair, path: string): void {
    this.repairedBytes += repair.bytes;
    this.#options.warnings.say(
      path,
      repair.type === "cut"
        ? `its last line was torn; the ${repair.bytes} bytes of it are kept in ${tornPath(path)}.`
        : "its last line had lost its newline, which was added.",
    );
  }

  #prune(): void {
    const { world, layout, retentionDays, maxTotalBytes, unsent } = this.#options;
    const ownSlot = this.#claimed?.slot;
    if (ownSlot === undefined) return;
    pruneSegments(world, { layout, retentionDays, maxTotalBytes, ownSlot, unsent });
  }
}
