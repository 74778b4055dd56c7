import { DEFAULT_PROJECT } from "../storage/span-row.ts";
import { hashOf, permits, type Scope } from "./api-key.ts";
import type { FailedKeys } from "./failed-keys.ts";
import { isSameOrigin, isTrustedHost } from "./host-names.ts";
import type { KeyStore } from "./key-store.ts";
import { type HeaderReader, presentedKey } from "./presented-key.ts";

/** Who asks, and what they may do. */
export interface Identity {
  /** Id of the key; `open` where no keys are needed, `config` for the key in the configuration. */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The only project that they reach; absent = any. */
  readonly project?: string | undefined;
}

/** A request as far as access is concerned. */
export interface AccessRequest {
  readonly header: HeaderReader;
  /** Reads only; a request that changes something must come from our own pages, or from no page. */
  readonly isSafe: boolean;
  /** Id of the key of a session whose cookie was genuine. */
  readonly sessionKeyId?: string | undefined;
  /** The project that is asked for. */
  readonly project?: string | undefined;
  /** Where it came from. */
  readonly address?: string | undefined;
}

/** Let in, with the project that the request is about; or not, and why. */
export type Admission =
  | { readonly isAdmitted: true; readonly identity: Identity; readonly project: string }
  | {
      readonly isAdmitted: false;
      readonly status: 401 | 403 | 429;
      readonly code: string;
      readonly message: string;
      /** When another key is looked at; for 429. */
      readonly retryAfterMs?: number;
    };

/** What decides about access, besides the keys. */
export interface AccessRules {
  /** Whether requests without a key are let in while no key was ever made. */
  readonly isOpenWithoutKeys: boolean;
  /** A key from the configuration, which may do everything. */
  readonly adminKey?: string | undefined;
  /** Names of this machine beside the loopback ones. */
  readonly hosts: readonly string[];
}

const OPEN: Identity = { id: "open", name: "this machine", scopes: ["admin"] };
const CONFIGURED: Identity = { id: "config", name: "the key of the configuration", scopes: ["admin"] };

/** Decides who may do what. Knows no protocol: HTTP and gRPC both ask it. */
export class AccessControl {
  readonly #keys: KeyStore;
  readonly #rules: AccessRules;
  readonly #failedKeys: FailedKeys | undefined;

  /** The rules are read anew for each request, so that they may change. Without `failedKeys` nobody is slowed down. */
  constructor(keys: KeyStore, rules: AccessRules, failedKeys?: FailedKeys) {
    this.#keys = keys;
    this.#rules = rules;
    this.#failedKeys = failedKeys;
  }

  /** Whether anybody on this machine is let in. */
  get isOpen(): boolean {
    return this.#rules.isOpenWithoutKeys && this.#rules.adminKey === undefined && this.#keys.isEmpty;
  }

  /** Who holds a key; undefined when nobody does any more. */
  identify(key: string): Identity | undefined {
    const { adminKey } = this.#rules;
    return adminKey !== undefined && hashOf(key) === hashOf(adminKey) ? CONFIGURED : this.#keys.find(key);
  }

  /** Decides about one request. */
  admit(request: AccessRequest, needed: Scope): Admission {
    const identity = this.#identityOf(request);
    if ("isAdmitted" in identity) return identity;
    if (!permits(identity.scopes, needed)) {
      return refusal(403, "BW_FORBIDDEN", `This needs the scope "${needed}", which the key does not have.`);
    }
    const { project: bound } = identity;
    if (bound !== undefined && request.project !== undefined && request.project !== bound) {
      return refusal(403, "BW_FORBIDDEN", `The key is bound to the project "${bound}".`);
    }
    return { isAdmitted: true, identity, project: bound ?? (request.project || DEFAULT_PROJECT) };
  }

  #identityOf({ header, sessionKeyId, isSafe, address = "unknown" }: AccessRequest): Identity | Admission {
    const key = presentedKey(header);
    if (key !== undefined && !this.isOpen) return this.#holderOf(key, address);
    if (!isSafe && !isSameOrigin(header("origin"), header("host"))) {
      return refusal(403, "BW_FORBIDDEN", "Pages of other sites may not change anything here.");
    }
    if (this.isOpen) {
      if (isTrustedHost(header("host"), this.#rules.hosts)) return OPEN;
      const message = "Without keys the server answers only to names of this machine: see access.hosts.";
      return refusal(403, "BW_FORBIDDEN", message);
    }
    const held = sessionKeyId === undefined ? undefined : this.#sessionOf(sessionKeyId);
    return (
      held ??
      refusal(401, "BW_UNAUTHORIZED", "Send a key as x-api-key or as Authorization: Bearer, or log in.")
    );
  }

  #holderOf(key: string, address: string): Identity | Admission {
    const retryAfterMs = this.#failedKeys?.waitMs(address, key) ?? 0;
    if (retryAfterMs > 0) {
      const message =
        "Too many wrong keys came from this address: wait, and see which sender has an old one.";
      return { ...refusal(429, "BW_TOO_MANY_LOGINS", message), retryAfterMs };
    }
    const identity = this.identify(key);
    this.#failedKeys?.note(address, key, identity !== undefined);
    return identity ?? refusal(401, "BW_UNAUTHORIZED", "The key is not known, revoked or expired.");
  }

  #sessionOf(id: string): Identity | undefined {
    return id === CONFIGURED.id && this.#rules.adminKey !== undefined ? CONFIGURED : this.#keys.findById(id);
  }
}

function refusal(
  status: 401 | 403 | 429,
  code: string,
  message: string,
): Admission & { readonly isAdmitted: false } {
  return { isAdmitted: false, status, code, message };
}
