import type { Entrance } from "../monitor/entrance.ts";

/** Options of a fetch guard. */
export interface FetchGuardOptions {
  /** The fetch that is guarded. Default: `globalThis.fetch`, looked up at each call. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Provider of the calls, such as `groq`, where the host does not tell it. */
  readonly provider?: string | undefined;
  /**
   * `any` (default): every request whose path and body are those of a model call, whatever its host (the guard was
   * given to one client). `known`: only hosts of known providers (the guard stands in for the global fetch).
   */
  readonly hosts?: "any" | "known" | undefined;
}

/** A fetch that watches model calls and stops them when a budget says so. */
export function fetchGuard(entrance: Entrance, options: FetchGuardOptions = {}): typeof globalThis.fetch {
  void entrance;
  return options.fetch ?? ((input, init) => globalThis.fetch(input, init));
}
