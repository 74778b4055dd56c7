import { type Checkpoint, readCheckpoint } from "./checkpoint-file.ts";
import { listSegments } from "./segment-listing.ts";
import { activePath } from "./segment-names.ts";
import { isSlotLive, type LockWorld } from "./slot-lock.ts";
import { type ReaderScope, readSlot } from "./slot-reader.ts";

/** The lines of one slot, and the state that its owner saved beside them. */
export interface JournalSource {
  /** 1 for `production.jsonl`, 2 for `production.p2.jsonl`, ... */
  readonly slot: number;
  /** Whether this process writes to it. */
  readonly isOwn: boolean;
  /** Whether another living process owns it. */
  readonly isLive: boolean;
  /** What was given to `checkpoint` last; undefined when there is none. */
  readonly state: unknown;
  /** The lines that `state` does not account for; all lines when there is no state. Oldest first. */
  linesAfterState(): Iterable<string>;
  /**
   * All lines, oldest first; `sinceMs` (since the epoch) passes over files whose last write is older, `maxBytes` over
   * the oldest files beyond that size.
   */
  allLines(range?: { readonly sinceMs?: number; readonly maxBytes?: number }): Iterable<string>;
}

/** The slots of a path that have anything to read, the own one first. */
export function journalSources(
  world: LockWorld,
  scope: ReaderScope,
  ownSlot: number | undefined,
): JournalSource[] {
  const { active, rotated } = listSegments(scope.files, scope.layout);
  const slots = new Set([...active, ...rotated].map(({ slot }) => slot));
  if (ownSlot !== undefined) slots.add(ownSlot);
  const isOwn = (slot: number): boolean => slot === ownSlot;
  return [...slots]
    .sort((left, right) => Number(isOwn(right)) - Number(isOwn(left)) || left - right)
    .map((slot) => {
      const path = activePath(scope.layout, slot);
      const isLive = !isOwn(slot) && isSlotLive(world, path);
      return slotSource(scope, { slot, isOwn: isOwn(slot), isLive }, readCheckpoint(scope.files, path));
    });
}

function slotSource(
  scope: ReaderScope,
  slot: Pick<JournalSource, "slot" | "isOwn" | "isLive">,
  checkpoint: Checkpoint | undefined,
): JournalSource {
  return {
    ...slot,
    state: checkpoint?.state,
    linesAfterState: () => readSlot(scope, slot.slot, checkpoint === undefined ? {} : { from: checkpoint }),
    allLines: (range = {}) => readSlot(scope, slot.slot, range),
  };
}
