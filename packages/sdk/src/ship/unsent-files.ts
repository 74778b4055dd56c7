import type { JournalFileSystem } from "../journal/file-system.ts";
import type { UnsentGuard } from "../journal/prune-segments.ts";
import { listSegments } from "../journal/segment-listing.ts";
import {
  type ActiveName,
  activePath,
  compareAge,
  type JournalLayout,
  type RotatedName,
  segmentNameParser,
} from "../journal/segment-names.ts";
import { readShipCheckpoint } from "./ship-checkpoint.ts";

/** What the guard of unsent files needs. */
export interface UnsentFilesOptions {
  readonly files: JournalFileSystem;
  readonly layout: JournalLayout;
  readonly server: string;
  onWarning(text: string): void;
}

/** Knows which of a journal's files a server has not got yet, and counts those that had to go all the same. */
export class UnsentFiles implements UnsentGuard {
  readonly #options: UnsentFilesOptions;
  #removed = { files: 0, bytes: 0 };

  constructor(options: UnsentFilesOptions) {
    this.#options = options;
  }

  /** Removed before all of them was sent. */
  get removed(): { readonly files: number; readonly bytes: number } {
    return this.#removed;
  }

  isUnsent(name: RotatedName | ActiveName, size: number): boolean {
    const { files, layout, server } = this.#options;
    const saved = readShipCheckpoint(files, activePath(layout, name.slot));
    if (saved === undefined || saved.server !== server) return size > 0;
    const after = saved.after === null ? undefined : segmentNameParser(layout)(saved.after);
    const isBehind = (rotated: RotatedName): boolean =>
      after?.type !== "rotated" || compareAge(rotated, after) > 0;
    if (name.type === "rotated") return isBehind(name);
    // The place lies in the first file behind `after`, which is the active one only when no other is left.
    const { rotated } = listSegments(files, layout);
    return saved.offset < size || rotated.some((other) => other.slot === name.slot && isBehind(other));
  }

  onRemoved(name: string, size: number): void {
    this.#removed = { files: this.#removed.files + 1, bytes: this.#removed.bytes + size };
    this.#options.onWarning(
      `${name} was removed before the server had all of it: the journal's files together passed their limit ` +
        "(journal.maxTotalBytes). Until the server takes records again, more will be.",
    );
  }
}
