import { MemoryFullError } from "./memory-full-error.ts";

/** What one request holds of {@link IngestMemory}. */
export interface HeldMemory {
  /** Holds more. @throws MemoryFullError when all requests together would hold too much; nothing is added then */
  grow(bytes: number): void;
  /** Gives back a part. */
  shrink(bytes: number): void;
  /** Gives back everything. */
  release(): void;
}

/**
 * Bytes of the bodies that are being read, unfolded, decoded, or whose spans wait for a commit, over all requests. A
 * request reserves bytes before it takes them, and holds them until it is answered.
 */
export class IngestMemory {
  readonly #maxBytes: () => number;
  #heldBytes = 0;

  /** @param maxBytes is asked for each time: it may be set anew while the server runs */
  constructor(maxBytes: () => number) {
    this.#maxBytes = maxBytes;
  }

  /** What all requests hold now. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** For one request, which holds nothing yet. */
  open(): HeldMemory {
    let own = 0;
    const shrink = (bytes: number) => {
      const given = Math.min(bytes, own);
      own -= given;
      this.#heldBytes -= given;
    };
    return {
      grow: (bytes) => {
        const maxBytes = this.#maxBytes();
        if (this.#heldBytes + bytes > maxBytes) throw new MemoryFullError(maxBytes);
        own += bytes;
        this.#heldBytes += bytes;
      },
      shrink,
      release: () => shrink(own),
    };
  }
}
