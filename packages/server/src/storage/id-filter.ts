const FIRST_CAPACITY = 1 << 12;
/** Small filters grow fast, so that few of them have to be asked; big ones slowly, so that little stays empty. */
const FAST_GROWTH_UP_TO = 1 << 20;
/** Bits for each id: with {@link HASHES} probes, about 1 in 2,000 ids that are not there seems to be. */
const BITS_PER_ID = 16;
const HASHES = 8;

/**
 * Remembers ids so that a new one is known to be new without asking the engine: a Bloom filter, which may take a new
 * id for a known one, never a known one for new. It grows by ever bigger filters, so that its error stays.
 */
export class IdFilter {
  readonly #layers: { readonly words: Uint32Array; readonly capacity: number; count: number }[] = [];
  #bytes = 0;

  /** Memory in use. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Number of ids added. */
  get size(): number {
    return this.#layers.reduce((sum, { count }) => sum + count, 0);
  }

  /** @param id 16 or more hex digits, of which the last 16 are as good as random. */
  add(id: string): void {
    let layer = this.#layers.at(-1);
    if (!layer || layer.count >= layer.capacity) {
      const capacity = layer ? layer.capacity * (layer.capacity < FAST_GROWTH_UP_TO ? 4 : 2) : FIRST_CAPACITY;
      layer = { words: new Uint32Array((capacity * BITS_PER_ID) / 32), capacity, count: 0 };
      this.#bytes += layer.words.byteLength;
      this.#layers.push(layer);
    }
    const [first, second] = hashesOf(id);
    for (let probe = 0; probe < HASHES; probe += 1) {
      const bit = positionOf(first, second, { probe, bits: layer.words.length * 32 });
      layer.words[bit >>> 5] = (layer.words[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
    layer.count += 1;
  }

  /** False when the id was surely never added. */
  mayHave(id: string): boolean {
    const [first, second] = hashesOf(id);
    return this.#layers.some(({ words }) => {
      for (let probe = 0; probe < HASHES; probe += 1) {
        const bit = positionOf(first, second, { probe, bits: words.length * 32 });
        if (((words[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
      }
      return true;
    });
  }
}

/** Two independent 32-bit numbers of an id. Ids that senders make without care still spread. */
function hashesOf(id: string): [number, number] {
  const high = Number.parseInt(id.slice(-16, -8), 16) | 0;
  const low = Number.parseInt(id.slice(-8), 16) | 0;
  return [mixed(high ^ Math.imul(low, 0x9e3779b1)), mixed(low ^ Math.imul(high, 0x85ebca6b)) | 1];
}

/** The finaliser of MurmurHash3 (public domain): every bit of the input moves every bit of the result. */
function mixed(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Kirsch and Mitzenmacher, "Less Hashing, Same Performance": probes from two hashes. */
function positionOf(first: number, second: number, { probe, bits }: { probe: number; bits: number }): number {
  return ((first + Math.imul(probe, second)) >>> 0) % bits;
}
