import { DurationSketch } from "@breakwater/core/quantile/duration-sketch";
import { positionOf, STEPS_PER_WINDOW, stepMs } from "./window-sum.ts";

interface Slot {
  readonly index: number;
  readonly sketch: DurationSketch;
}

/** Quantiles of durations over a sliding window, within 1 %; slides as WindowSum does. Times must not go back. */
export class WindowSketch {
  readonly #stepMs: number;
  readonly #slots: (Slot | undefined)[] = [];
  /** Sum of the slots before the one in which it was asked for: they change no more. */
  #settled: Slot | undefined;

  constructor(windowMs: number) {
    this.#stepMs = stepMs(windowMs);
  }

  add(durationMs: number, time: number): void {
    const index = Math.floor(time / this.#stepMs);
    const position = positionOf(index);
    const slot = this.#slots[position];
    if (slot?.index === index) slot.sketch.add(durationMs);
    else {
      const sketch = new DurationSketch();
      sketch.add(durationMs);
      this.#slots[position] = { index, sketch };
    }
  }

  /** Milliseconds at quantile `q` (0 to 1) over the window that ends at `time`; undefined when nothing was added. */
  quantile(q: number, time: number): number | undefined {
    const index = Math.floor(time / this.#stepMs);
    if (this.#settled?.index !== index) this.#settled = { index, sketch: this.#sumBefore(index) };
    const current = this.#slots[positionOf(index)];
    const { sketch: settled } = this.#settled;
    if (current?.index !== index) return settled.quantile(q);
    const sum = new DurationSketch();
    sum.merge(settled);
    sum.merge(current.sketch);
    return sum.quantile(q);
  }

  #sumBefore(index: number): DurationSketch {
    const sum = new DurationSketch();
    for (const slot of this.#slots)
      if (slot !== undefined && slot.index >= index - STEPS_PER_WINDOW && slot.index < index)
        sum.merge(slot.sketch);
    return sum;
  }
}
