import type { ApiKey } from "./api-key.ts";
import type { AuditEntry, AuditLog } from "./audit-log.ts";
import type { KeyStore, MadeKey, NewKey } from "./key-store.ts";

/** Who changes keys, and from where. */
export type Actor = Pick<AuditEntry, "actor" | "address">;

/**
 * Changes keys, and writes each change down before it happens: what cannot be written down is not done. A change that
 * was written down and then failed is followed by a line that says so.
 */
export class AuditedKeys {
  readonly #keys: KeyStore;
  readonly #audit: AuditLog;

  constructor(keys: KeyStore, audit: AuditLog) {
    this.#keys = keys;
    this.#audit = audit;
  }

  /** Makes a key. @throws the system's error; no key was made then */
  create(wanted: NewKey, by: Actor): MadeKey {
    const made = this.#keys.draft(wanted);
    this.#act({ ...by, action: "keys.create", target: made.key.id }, () => this.#keys.add(made.key));
    return made;
  }

  /** Ends a key by its whole id; undefined when there is none. @throws the system's error; it was not ended then */
  revoke(id: string, by: Actor): ApiKey | undefined {
    if (!this.#keys.list().some((key) => key.id === id)) return undefined;
    return this.#act({ ...by, action: "keys.revoke", target: id }, () => this.#keys.revoke(id));
  }

  #act<Result>(entry: Omit<AuditEntry, "at">, act: () => Result): Result {
    this.#audit.write(entry);
    try {
      return act();
    } catch (error) {
      this.#audit.write({ ...entry, action: `${entry.action}.failed` });
      throw error;
    }
  }
}
