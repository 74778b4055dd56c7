import { hashOf } from "@breakwater/core/random/seeded-random";
import { splitTokens } from "./split-tokens.ts";

/** Remembers which beginnings of prompts were seen, as a provider's prompt cache does. */
export interface PrefixCache {
  /** Tokens at the beginning of the prompt that were seen before; from now on its whole length (in blocks) counts. */
  touch(prompt: string): { readonly readTokens: number; readonly writtenTokens: number };
}

/** Prefixes are remembered in whole blocks; real caches use 128 tokens, from 1,024 on, which demos never reach. */
const BLOCK_TOKENS = 16;
const MAX_BLOCKS = 8_192;

/** Makes an empty cache of at most 8,192 blocks; the oldest go first. */
export function createPrefixCache(): PrefixCache {
  const seen = new Set<number>();
  return {
    touch(prompt) {
      const tokens = splitTokens(prompt);
      let readTokens = 0;
      let writtenTokens = 0;
      let prefixHash = "";
      for (let end = BLOCK_TOKENS; end <= tokens.length; end += BLOCK_TOKENS) {
        const block = tokens.slice(end - BLOCK_TOKENS, end).join("");
        const key = hashOf(`${prefixHash}|${block}`);
        prefixHash = String(key);
        // Only an unbroken beginning counts: an early block may have been forgotten before a later one.
        if (seen.has(key) && readTokens === end - BLOCK_TOKENS) readTokens = end;
        else writtenTokens += BLOCK_TOKENS;
        seen.delete(key);
        seen.add(key);
      }
      while (seen.size > MAX_BLOCKS) seen.delete(seen.values().next().value ?? 0);
      return { readTokens, writtenTokens };
    },
  };
}
