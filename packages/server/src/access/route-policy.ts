import type { Scope } from "./api-key.ts";

/** Paths that everybody may ask: alive or not, the way in, and what the API looks like. */
const PUBLIC: ReadonlySet<string> = new Set([
  "/healthz",
  "/readyz",
  "/api/v1/session",
  "/api/v1/openapi.json",
]);

/** The scope that a path needs; undefined for what everybody may see. Everything under /api is closed unless named. */
export function scopeOf(path: string): Scope | undefined {
  if (PUBLIC.has(path)) return undefined;
  if (path.startsWith("/v1/")) return "ingest";
  if (/^\/api\/v1\/(?:keys|audit)(?:\/|$)/.test(path)) return "admin";
  return path.startsWith("/api/") || path === "/metrics" ? "read" : undefined;
}
