import { type FetchGuardOptions, fetchGuard } from "../fetch/fetch-guard.ts";
import { ENTRANCE, type HasEntrance } from "../monitor/entrance.ts";

export type { FetchGuardOptions } from "../fetch/fetch-guard.ts";

/** A fetch guard of its own settings; `monitor.fetch` is one with the defaults. */
export function createFetchGuard(
  monitor: HasEntrance,
  options: FetchGuardOptions = {},
): typeof globalThis.fetch {
  return fetchGuard(monitor[ENTRANCE], options);
}
