import { MemoryFullError } from "./memory-full-error.ts";
import { RefusedBodyError } from "./refused-body-error.ts";
import { SenderShareError } from "./sender-share-error.ts";

/** What one request holds of {@link IngestMemory}. */
export interface HeldMemory {
  /**
   * Holds more; nothing is added when it throws.
   * @throws RefusedBodyError when the request could not be held alone; SenderShareError when its sender's requests
   * would hold too much; MemoryFullError when all together would
   */
  grow(bytes: number): void;
  /** Gives back a part. */
  shrink(bytes: number): void;
  /** Holds so much instead, whether that is more or less. @throws as `grow` does, and what was held stays held */
  replace(bytes: number): void;
  /** Gives back everything. */
  release(): void;
}

/** The part of the memory that the requests of one sender may hold, so that one alone cannot shut the others out. */
const SENDER_SHARE = 1 / 2;

/**
 * Bytes that requests hold from their first byte until they are answered: those of their bodies first, then what waits
 * to be stored. A request reserves bytes before it takes them.
 */
export class IngestMemory {
  readonly #maxBytes: () => number;
  /** By sender; nobody who holds nothing. */
  readonly #bySender = new Map<string, number>();
  #heldBytes = 0;

  /** @param maxBytes is asked for each time: it may be set anew while the server runs */
  constructor(maxBytes: () => number) {
    this.#maxBytes = maxBytes;
  }

  /** What all requests hold now. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** For one request, which holds nothing yet. Whatever tells its sender from others will do for a name. */
  open(sender: string): HeldMemory {
    let own = 0;
    const add = (bytes: number) => {
      own += bytes;
      this.#heldBytes += bytes;
      const ofSender = this.#heldBy(sender) + bytes;
      if (ofSender === 0) this.#bySender.delete(sender);
      else this.#bySender.set(sender, ofSender);
    };
    const grow = (bytes: number) => {
      this.#check(bytes, own, sender);
      add(bytes);
    };
    const shrink = (bytes: number) => add(-Math.min(bytes, own));
    return {
      grow,
      shrink,
      replace: (bytes) => (bytes > own ? grow(bytes - own) : shrink(own - bytes)),
      release: () => shrink(own),
    };
  }

  #check(bytes: number, own: number, sender: string): void {
    const maxBytes = this.#maxBytes();
    if (own + bytes > maxBytes) {
      throw new RefusedBodyError(
        413,
        `The request alone takes more than the ${maxBytes} bytes that all may (limits.memory): send smaller batches.`,
      );
    }
    const ofSender = this.#heldBy(sender);
    // A request that is its sender's only one may be larger than a share, or it could never be taken.
    if (ofSender > own && ofSender + bytes > maxBytes * SENDER_SHARE) {
      throw new SenderShareError(Math.floor(maxBytes * SENDER_SHARE));
    }
    if (this.#heldBytes + bytes > maxBytes) throw new MemoryFullError(maxBytes);
  }

  #heldBy(sender: string): number {
    return this.#bySender.get(sender) ?? 0;
  }
}
