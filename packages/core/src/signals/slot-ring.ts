/** Shape of a rolling window: so many slots of so many milliseconds. */
export interface SlotShape {
  readonly slotMs: number;
  readonly slots: number;
}

/** One hour in minutes. */
export const HOUR_OF_MINUTES: SlotShape = { slotMs: 60_000, slots: 60 };

/** What lies in a slot: made empty, and handed over when the slot's time has left the ring. */
export interface SlotContent<T> {
  create(): T;
  /** Called once with each content that leaves the ring. */
  retire(content: T): void;
}

interface Slot<T> {
  readonly index: number;
  readonly content: T;
}

/**
 * A ring of time slots, filled lazily. Contents of the slots in the ring answer for a window that ends now; what has
 * left the ring is handed to `retire`. A clock that jumps, in either direction, loses nothing: a slot in the way is
 * retired.
 */
export class SlotRing<T> {
  readonly #shape: SlotShape;
  readonly #content: SlotContent<T>;
  readonly #slots: (Slot<T> | undefined)[];
  #lastIndex = Number.NaN;
  #last: T | undefined;

  constructor(shape: SlotShape, content: SlotContent<T>) {
    this.#shape = shape;
    this.#content = content;
    // One more than the window: a window seldom begins at a slot's edge, and the slot it cuts belongs to it.
    this.#slots = new Array<Slot<T> | undefined>(shape.slots + 1).fill(undefined);
  }

  /**
   * The content for something that happened at `timeMs`, or undefined when that lies before the ring's reach.
   * A time after `now` counts as now.
   */
  at(timeMs: number, now: number): T | undefined {
    const index = Math.floor(Math.min(timeMs, now) / this.#shape.slotMs);
    if (index === this.#lastIndex) return this.#last;
    const nowIndex = Math.floor(now / this.#shape.slotMs);
    // NaN compares false, so a broken time is out of reach too.
    if (!(index > nowIndex - this.#slots.length)) return undefined;
    const content = this.#slotContent(index);
    this.#lastIndex = index;
    this.#last = content;
    return content;
  }

  /**
   * Contents of the slots that overlap the `windowMs` before `now`: the window asked for plus, at its far end, at
   * most one slot. Longer windows than the ring's are cut to the ring.
   */
  window(now: number, windowMs: number): T[] {
    const to = Math.floor(now / this.#shape.slotMs);
    const from = Math.floor((now - windowMs) / this.#shape.slotMs);
    const contents: T[] = [];
    for (const slot of this.#slots) {
      if (slot !== undefined && slot.index >= from && slot.index <= to) contents.push(slot.content);
    }
    return contents;
  }

  /** Contents of every slot in the ring, however old. */
  all(): T[] {
    return this.#slots.flatMap((slot) => (slot === undefined ? [] : [slot.content]));
  }

  /** Longest window that `window` can answer, in milliseconds. */
  get spanMs(): number {
    return this.#shape.slotMs * this.#shape.slots;
  }

  #slotContent(index: number): T {
    const position = ((index % this.#slots.length) + this.#slots.length) % this.#slots.length;
    const slot = this.#slots[position];
    if (slot?.index === index) return slot.content;
    if (slot !== undefined) this.#content.retire(slot.content);
    const content = this.#content.create();
    this.#slots[position] = { index, content };
    return content;
  }
}
