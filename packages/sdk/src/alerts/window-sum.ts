/** A window slides in this many steps. */
export const STEPS_PER_WINDOW = 20;
/** One more than the steps: a window seldom begins at a slot's edge, and the slot it cuts belongs to it. */
const SLOTS = STEPS_PER_WINDOW + 1;

/** Length of a step in milliseconds. */
export function stepMs(windowMs: number): number {
  return Math.max(1, windowMs / STEPS_PER_WINDOW);
}

/**
 * Sum of integers over a sliding window: what was added within the window always counts, and for at most one step
 * longer. Times must not go back (see ForwardTime).
 */
export class WindowSum {
  readonly #stepMs: number;
  readonly #slots = new Float64Array(SLOTS);
  #index = Number.NEGATIVE_INFINITY;
  #sum = 0;

  constructor(windowMs: number) {
    this.#stepMs = stepMs(windowMs);
  }

  add(amount: number, time: number): void {
    this.#moveTo(time);
    const position = positionOf(this.#index);
    this.#slots[position] = (this.#slots[position] ?? 0) + amount;
    this.#sum += amount;
  }

  /** The sum over the window that ends at `time`. */
  at(time: number): number {
    if (this.#sum !== 0) this.#moveTo(time);
    return this.#sum;
  }

  #moveTo(time: number): void {
    const index = Math.floor(time / this.#stepMs);
    const last = this.#index;
    if (index <= last) return;
    this.#index = index;
    if (index - last >= SLOTS) {
      this.#slots.fill(0);
      this.#sum = 0;
      return;
    }
    for (let passed = last + 1; passed <= index; passed += 1) {
      const position = positionOf(passed);
      this.#sum -= this.#slots[position] ?? 0;
      this.#slots[position] = 0;
    }
  }
}

/** Where step number `index` is kept in a ring of the window's slots. */
export function positionOf(index: number): number {
  return ((index % SLOTS) + SLOTS) % SLOTS;
}
