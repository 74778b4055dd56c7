import { createHash } from "node:crypto";

/** What a key may do. `admin` may do everything, keys included. */
export const SCOPES = ["ingest", "read", "admin"] as const;

/** See {@link SCOPES}. */
export type Scope = (typeof SCOPES)[number];

/** A key as it is kept: the key itself is nowhere, only its hash. Times are ISO 8601 UTC. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** SHA-256 in hex. A key has 256 random bits, so a slow hash would add nothing. */
  readonly hash: string;
  readonly scopes: readonly Scope[];
  /** The only project that it reaches; absent = any. */
  readonly project?: string | undefined;
  readonly createdAt: string;
  readonly expiresAt?: string | undefined;
  readonly revokedAt?: string | undefined;
}

/** Starts every key, so that people and scanners of secrets know one when they see it. */
const KEY_PREFIX = "bw_";

/** A key from 32 random bytes. */
export function keyTextOf(random: Uint8Array): string {
  return `${KEY_PREFIX}${Buffer.from(random).toString("base64url")}`;
}

/** What of a key is kept. */
export function hashOf(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** Whether a key opens anything at a moment (epoch milliseconds). */
export function isLive({ revokedAt, expiresAt }: ApiKey, now: number): boolean {
  return revokedAt === undefined && (expiresAt === undefined || Date.parse(expiresAt) > now);
}

/** Whether scopes suffice for an act. */
export function permits(scopes: readonly Scope[], needed: Scope): boolean {
  return scopes.includes(needed) || scopes.includes("admin");
}
