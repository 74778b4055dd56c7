import { ifThere } from "./file-access.ts";
import type { JournalFileSystem } from "./file-system.ts";
import {
  type ActiveName,
  compareAge,
  type JournalLayout,
  type RotatedName,
  segmentNameParser,
} from "./segment-names.ts";

/** All data files of one path, as a directory listing showed them. */
export interface SegmentListing {
  /** In the order of their slots. */
  readonly active: readonly ActiveName[];
  /** Oldest first. */
  readonly rotated: readonly RotatedName[];
}

/** Lists the data files of a path, over all slots; empty when the directory does not exist. */
export function listSegments(files: JournalFileSystem, layout: JournalLayout): SegmentListing {
  const parse = segmentNameParser(layout);
  const active: ActiveName[] = [];
  const rotated: RotatedName[] = [];
  for (const name of ifThere(() => files.list(layout.directory)) ?? []) {
    const parsed = parse(name);
    if (parsed?.type === "active") active.push(parsed);
    if (parsed?.type === "rotated") rotated.push(parsed);
  }
  return { active: active.sort((left, right) => left.slot - right.slot), rotated: rotated.sort(compareAge) };
}
