/** Room for values, shared by many sets so that their sum is bounded too. */
export interface SharedRoom {
  left: number;
}

/** The different values seen lately, such as users hit. Bounded; what finds no room makes the count a lower bound. */
export class SeenValues {
  readonly #max: number;
  readonly #room: SharedRoom;
  /** Value to the time it was last seen, oldest first. */
  readonly #seenAt = new Map<string, number>();
  #overflowedAt = Number.NEGATIVE_INFINITY;

  constructor(max: number, room: SharedRoom = { left: max }) {
    this.#max = max;
    this.#room = room;
  }

  /** Notes a value; times must not go back. */
  add(value: string, time: number): void {
    if (!this.#seenAt.delete(value)) {
      if (this.#seenAt.size >= this.#max || this.#room.left <= 0) {
        this.#overflowedAt = time;
        return;
      }
      this.#room.left -= 1;
    }
    this.#seenAt.set(value, time);
  }

  /** Forgets what was last seen before `time`. */
  forgetBefore(time: number): void {
    for (const [value, seenAt] of this.#seenAt) {
      if (seenAt >= time) break;
      this.#seenAt.delete(value);
      this.#room.left += 1;
    }
    if (this.#overflowedAt < time) this.#overflowedAt = Number.NEGATIVE_INFINITY;
  }

  clear(): void {
    this.forgetBefore(Number.POSITIVE_INFINITY);
  }

  get size(): number {
    return this.#seenAt.size;
  }

  /** True when there may be more values than `size` says. */
  get hasMore(): boolean {
    return this.#overflowedAt !== Number.NEGATIVE_INFINITY;
  }

  /** In alphabetical order. */
  values(): string[] {
    return [...this.#seenAt.keys()].sort();
  }
}
