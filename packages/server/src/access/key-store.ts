import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "@breakwater/core/time/clock";
import { z } from "zod";
import { type ApiKey, hashOf, isLive, keyTextOf, type Scope } from "./api-key.ts";
import { fileStamp, readKeys, writeKeys, writePrivately } from "./key-file.ts";

/** What a new key shall be. */
export interface NewKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly project?: string | undefined;
  /** Milliseconds from now; absent = it does not expire. */
  readonly expiresInMs?: number | undefined;
}

/** A key, with the text that opens. */
export interface MadeKey {
  readonly key: ApiKey;
  readonly text: string;
}

/** How long a look at the file is good for. */
const LOOK_EVERY_MS = 1_000;
/** Times of last use are written at most this often. */
const WRITE_USES_EVERY_MS = 60_000;

/**
 * The keys of a data directory. The file is looked at again while the server runs, so that `breakwater keys` on the
 * same directory takes effect within a second. Times of last use are kept beside it, in a file only the server writes.
 */
export class KeyStore {
  readonly #path: string;
  readonly #usesPath: string;
  readonly #clock: Clock;
  readonly #lastUsed: Map<string, number>;
  #byHash = new Map<string, ApiKey>();
  #stamp = "";
  #lookedAt = Number.NEGATIVE_INFINITY;
  #usesWrittenAt = 0;

  /** @throws KeyFileError */
  constructor(dataDirectory: string, clock: Clock) {
    this.#path = join(dataDirectory, "keys.json");
    this.#usesPath = join(dataDirectory, "keys-used.json");
    this.#clock = clock;
    this.#lastUsed = readUses(this.#usesPath);
    this.#look();
  }

  /** Every key ever made, revoked ones included, newest last. */
  list(): readonly (ApiKey & { readonly lastUsedAt?: string | undefined })[] {
    this.#look();
    return [...this.#byHash.values()].map((key) => {
      const used = this.#lastUsed.get(key.id);
      return { ...key, ...(used !== undefined && { lastUsedAt: new Date(used).toISOString() }) };
    });
  }

  /** Whether no key was ever made. A revoked one still counts: taking keys away opens nothing. */
  get isEmpty(): boolean {
    this.#look();
    return this.#byHash.size === 0;
  }

  /** Whether some key opens something now. */
  get hasLiveKey(): boolean {
    this.#look();
    return [...this.#byHash.values()].some((key) => isLive(key, this.#clock.now()));
  }

  /** The live key that somebody holds, and notes its use. */
  find(keyText: string): ApiKey | undefined {
    this.#look();
    return this.#used(this.#byHash.get(hashOf(keyText)));
  }

  /** The live key with an id, as sessions name it. */
  findById(id: string): ApiKey | undefined {
    this.#look();
    return this.#used([...this.#byHash.values()].find((key) => key.id === id));
  }

  /** Makes a key and keeps it. */
  create(wanted: NewKey): MadeKey {
    const made = this.draft(wanted);
    this.add(made.key);
    return made;
  }

  /** Keeps a key that was drafted. */
  add(key: ApiKey): void {
    this.#write([...readKeys(this.#path), key]);
  }

  /** A key that opens nothing until it is kept. This is the only time that its text is known. */
  draft({ name, scopes, project, expiresInMs }: NewKey): MadeKey {
    const text = keyTextOf(randomBytes(32));
    const now = this.#clock.now();
    const key: ApiKey = {
      id: randomUUID(),
      name,
      hash: hashOf(text),
      scopes: [...scopes],
      ...(project !== undefined && { project }),
      createdAt: new Date(now).toISOString(),
      ...(expiresInMs !== undefined && { expiresAt: new Date(now + expiresInMs).toISOString() }),
    };
    return { key, text };
  }

  /** Ends a key, named by its id or the beginning of it. Undefined when none or several fit. */
  revoke(id: string): ApiKey | undefined {
    const keys = readKeys(this.#path);
    const [found, ...others] = keys.filter((key) => id.length >= 4 && key.id.startsWith(id));
    if (found === undefined || others.length > 0) return undefined;
    const revoked = { ...found, revokedAt: found.revokedAt ?? new Date(this.#clock.now()).toISOString() };
    this.#write(keys.map((key) => (key.id === found.id ? revoked : key)));
    return revoked;
  }

  /** Writes what is only in memory. */
  close(): void {
    if (this.#lastUsed.size > 0) this.#writeUses();
  }

  #write(keys: readonly ApiKey[]): void {
    writeKeys(this.#path, keys);
    this.#lookedAt = Number.NEGATIVE_INFINITY;
    this.#look();
  }

  #used(key: ApiKey | undefined): ApiKey | undefined {
    const now = this.#clock.now();
    if (key === undefined || !isLive(key, now)) return undefined;
    this.#lastUsed.set(key.id, now);
    if (now - this.#usesWrittenAt >= WRITE_USES_EVERY_MS) this.#writeUses();
    return key;
  }

  #writeUses(): void {
    this.#usesWrittenAt = this.#clock.now();
    try {
      writePrivately(this.#usesPath, JSON.stringify(Object.fromEntries(this.#lastUsed)));
    } catch {
      // A time of last use that is lost on a full disk harms nobody; refusing spans for it would.
    }
  }

  #look(): void {
    const now = this.#clock.now();
    if (now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    const stamp = fileStamp(this.#path);
    if (stamp === this.#stamp) return;
    this.#byHash = new Map(readKeys(this.#path).map((key) => [key.hash, key]));
    this.#stamp = stamp;
  }
}

function readUses(path: string): Map<string, number> {
  try {
    const uses = z.record(z.string(), z.number()).parse(JSON.parse(readFileSync(path, "utf8")));
    return new Map(Object.entries(uses));
  } catch {
    return new Map();
  }
}
