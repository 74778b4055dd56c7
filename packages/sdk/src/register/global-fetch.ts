import { fetchGuard } from "../fetch/fetch-guard.ts";
import type { Entrance } from "../monitor/entrance.ts";

type Fetch = typeof globalThis.fetch;

/**
 * Puts a guard in front of the global `fetch`: calls to known providers are watched, and calls to `hosts` (by host,
 * such as `llm.internal:8000`, the provider whose protocol they speak). All else passes through.
 */
export function guardGlobalFetch(entrance: Entrance, hosts: Readonly<Record<string, string>>): void {
  const { fetch } = globalThis;
  const known = fetchGuard(entrance, { fetch, hosts: "known" });
  const byHost = new Map(
    Object.entries(hosts).map(([host, provider]) => [
      host.toLowerCase(),
      fetchGuard(entrance, { fetch, hosts: "any", provider }),
    ]),
  );
  const guardOf = (input: Parameters<Fetch>[0]): Fetch => {
    if (byHost.size === 0) return known;
    const url = urlOf(input);
    return (url && (byHost.get(url.host) ?? byHost.get(url.hostname))) ?? known;
  };
  globalThis.fetch = likeOriginal((input, init) => guardOf(input)(input, init), fetch);
}

function urlOf(input: Parameters<Fetch>[0]): URL | undefined {
  const text = input instanceof Request ? input.url : String(input);
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Whoever looks at `fetch` finds the name, the length and the properties it had. */
function likeOriginal(guarded: Fetch, original: Fetch): Fetch {
  for (const name of Reflect.ownKeys(original)) {
    const property = Object.getOwnPropertyDescriptor(original, name);
    if (property && name !== "prototype") Reflect.defineProperty(guarded, name, property);
  }
  return guarded;
}
