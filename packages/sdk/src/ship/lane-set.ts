import type { Journal } from "../journal/journal.ts";
import { listSegments } from "../journal/segment-listing.ts";
import { activePath, type JournalLayout } from "../journal/segment-names.ts";
import { isSlotLive, type LockWorld } from "../journal/slot-lock.ts";
import { type LaneOptions, ShipLane } from "./ship-lane.ts";

/** What the lanes of a process are made from. */
export interface LaneSetOptions extends Omit<LaneOptions, "slot" | "isOwn"> {
  readonly world: LockWorld;
  readonly layout: JournalLayout;
  readonly journal: Pick<Journal, "slot">;
}

/** The slots that this process sends: its own, and those of processes that are gone. */
export class LaneSet {
  readonly #options: LaneSetOptions;
  #lanes: readonly ShipLane[] = [];

  constructor(options: LaneSetOptions) {
    this.#options = options;
  }

  /** The own one first. */
  get all(): readonly ShipLane[] {
    return this.#lanes;
  }

  /** Looks again at which slots are whose. Throws when the disk refuses. */
  refresh(): void {
    const { world, layout, journal } = this.#options;
    const { active, rotated } = listSegments(world.files, layout);
    const slots = new Set([...active, ...rotated].map(({ slot }) => slot));
    const own = journal.slot;
    if (own !== undefined) slots.delete(own);
    const abandoned = [...slots].filter((slot) => !isSlotLive(world, activePath(layout, slot)));
    const wanted = [
      ...(own === undefined ? [] : [{ slot: own, isOwn: true }]),
      ...abandoned.map((slot) => ({ slot, isOwn: false })),
    ];
    const kept = wanted.map(
      ({ slot, isOwn }) =>
        this.#lanes.find((lane) => lane.slot === slot && lane.isOwn === isOwn) ??
        new ShipLane({ ...this.#options, slot, isOwn }),
    );
    for (const lane of this.#lanes) if (!kept.includes(lane)) lane.release();
    this.#lanes = kept;
  }

  /** Bytes that wait in all of them. Throws when the disk refuses. */
  pendingBytes(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.pendingBytes(), 0);
  }

  /** Shows that this process lives, to those who would send in its place. */
  beat(): void {
    for (const lane of this.#lanes) lane.beat();
  }

  /** Gives all rights back. */
  release(): void {
    for (const lane of this.#lanes) lane.release();
  }
}
