import { upperBoundTokens } from "./token-estimate.ts";

/** Counts the tokens of a text; never less than the model's own tokenizer would. */
export interface Tokenizer {
  count(text: string): number;
}

/** The vocabularies that can be loaded. */
export type EncodingName = "o200k_base" | "cl100k_base";

/** Longer texts are bounded by their bytes: counting them would hold up the call. */
const MAX_COUNTED_LENGTH = 200_000;
/** Merging is quadratic in the length of an unbroken run of letters, spaces or signs. */
const MAX_RUN_LENGTH = 200;
/** Merged words that a tokenizer remembers. */
const MERGE_CACHE_SIZE = 10_000;

/** Base names, behind prefixes such as `azure/` and `ft:`. Families not listed keep the bound by bytes. */
const O200K = /^(gpt-4o|chatgpt-4o|gpt-4\.1|gpt-4\.5|gpt-5|gpt-oss|o1|o3|o4)(?![a-z0-9])/;
const CL100K = /^(gpt-4|gpt-3\.5|gpt-35|text-embedding-3|text-embedding-ada-002)(?![a-z0-9.])/;

const loaded = new Map<EncodingName, Tokenizer>();
const loading = new Map<EncodingName, Promise<Tokenizer | undefined>>();

/** The vocabulary of an OpenAI model, or undefined for every other model. */
export function encodingFor(model: string): EncodingName | undefined {
  const name = model.trim().toLowerCase().replace(/^.*\//, "").replace(/^ft:/, "");
  if (O200K.test(name)) return "o200k_base";
  return CL100K.test(name) ? "cl100k_base" : undefined;
}

/** The tokenizer of a model if it has one and it is loaded already. */
export function loadedTokenizer(model: string): Tokenizer | undefined {
  const encoding = encodingFor(model);
  return encoding === undefined ? undefined : loaded.get(encoding);
}

/**
 * Loads the tokenizer of a model, once per vocabulary (some megabytes, some hundred milliseconds). Undefined for
 * models without one, and where it cannot be loaded: the bound by bytes then has to do. Never rejects.
 */
export function loadTokenizer(model: string): Promise<Tokenizer | undefined> {
  const encoding = encodingFor(model);
  if (encoding === undefined) return Promise.resolve(undefined);
  const started = loading.get(encoding);
  if (started !== undefined) return started;
  const load = loadEncoding(encoding).catch(() => undefined);
  loading.set(encoding, load);
  return load;
}

async function loadEncoding(encoding: EncodingName): Promise<Tokenizer> {
  const vocabulary =
    encoding === "o200k_base"
      ? await import("gpt-tokenizer/encoding/o200k_base")
      : await import("gpt-tokenizer/encoding/cl100k_base");
  vocabulary.setMergeCacheSize(MERGE_CACHE_SIZE);
  // Text that looks like a special token is text: that counts more tokens, never fewer.
  const asText = { disallowedSpecial: new Set<string>() };
  const tokenizer = guarded((text) => vocabulary.countTokens(text, asText));
  loaded.set(encoding, tokenizer);
  return tokenizer;
}

/** Counts only where counting is quick; else, and when counting fails, the bound by bytes. */
function guarded(count: (text: string) => number): Tokenizer {
  return {
    count(text) {
      if (text.length > MAX_COUNTED_LENGTH || hasLongRun(text)) return upperBoundTokens(text);
      try {
        return count(text);
      } catch {
        return upperBoundTokens(text);
      }
    },
  };
}

/**
 * Runs that a vocabulary's pattern would not split, one class at a time (marks are letters to one vocabulary and
 * signs to the other). The look-behind lets a match start only where its run starts, which keeps this linear.
 */
const LONG_RUNS: readonly RegExp[] = ["[\\p{L}\\p{M}]", "[^\\s\\p{L}\\p{N}]", "\\s"].map(
  (member) => new RegExp(`(?<!${member})${member}{${MAX_RUN_LENGTH + 1},}`, "u"),
);

/** True when the text has a run of letters, signs or spaces longer than `MAX_RUN_LENGTH`. */
export function hasLongRun(text: string): boolean {
  return text.length > MAX_RUN_LENGTH && LONG_RUNS.some((run) => run.test(text));
}
