/** Random numbers that repeat for the same seed. */
export interface SeededRandom {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** Lognormal around a median; `sigma` is the standard deviation of the logarithm. */
  lognormal(median: number, sigma: number): number;
  /** One of the items. @throws RangeError when there is none. */
  pick<Item>(items: readonly Item[]): Item;
}

/** Makes a generator from any text or number (mulberry32 over an FNV-1a hash: public-domain methods, not for secrets). */
export function createSeededRandom(seed: string | number): SeededRandom {
  let state = hashOf(String(seed));
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    chance: (probability) => uniform() < probability,
    lognormal(median, sigma) {
      // Box-Muller; 1 - u keeps the logarithm away from zero.
      const normal = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
      return median * Math.exp(sigma * normal);
    },
    pick(items) {
      const item = items[Math.floor(uniform() * items.length)];
      if (item === undefined) throw new RangeError("nothing to pick from");
      return item;
    },
  };
}

/** FNV-1a, 32 bits. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
