import type { Scope } from "./api-key.ts";

/** Paths that everybody may ask: alive or not, the way in, and what the API looks like. */
const PUBLIC: ReadonlySet<string> = new Set([
  "/healthz",
  "/readyz",
  "/api/v1/session",
  "/api/v1/openapi.json",
]);

/** The scope that a path needs; undefined for what everybody may see. All of /api is closed unless named above. */
export function scopeOf(path: string): Scope | undefined {
  if (PUBLIC.has(path)) return undefined;
  // Routes of senders ask for themselves, and answer in the form that the sender speaks.
  if (path.startsWith("/v1/")) return undefined;
  if (/^\/api\/v1\/(?:keys|audit)(?:\/|$)/.test(path)) return "admin";
  return path.startsWith("/api/") || path === "/metrics" ? "read" : undefined;
}
