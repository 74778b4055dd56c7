const MAX_FINGERPRINTS = 10_000;

/** When each error fingerprint was first seen. Bounded: the one not seen for longest is forgotten first. */
export class KnownFingerprints {
  readonly #max: number;
  readonly #firstSeenAt = new Map<string, number>();

  constructor(max: number = MAX_FINGERPRINTS) {
    this.#max = max;
  }

  /** Notes an error and returns how long its fingerprint has been known, in milliseconds; 0 = new. */
  ageMs(fingerprint: string, time: number): number {
    const firstSeenAt = this.#firstSeenAt.get(fingerprint) ?? time;
    this.#firstSeenAt.delete(fingerprint);
    this.#firstSeenAt.set(fingerprint, firstSeenAt);
    if (this.#firstSeenAt.size > this.#max) {
      const [oldest] = this.#firstSeenAt.keys();
      if (oldest !== undefined) this.#firstSeenAt.delete(oldest);
    }
    return time - firstSeenAt;
  }
}
