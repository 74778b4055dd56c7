import type { ModelPrice } from "@pydantic/genai-prices";

/** A price in dollars per million tokens; tiers apply to all tokens of a call whose input exceeds `start`. */
export type TokenPrice =
  | number
  | { readonly base: number; readonly tiers: readonly { start: number; price: number }[] };

/** What a model charges. An absent price falls back: cache, audio to `input`; 1h writes to writes; the rest to `output`. */
export interface UnitPrices {
  readonly input: TokenPrice;
  readonly cacheRead?: TokenPrice;
  readonly cacheReadAudio?: TokenPrice;
  readonly cacheWrite?: TokenPrice;
  readonly cacheWrite1h?: TokenPrice;
  readonly inputAudio?: TokenPrice;
  /** Absent for models that answer no tokens (embeddings); output is then unpriced, not free. */
  readonly output?: TokenPrice;
  readonly reasoning?: TokenPrice;
  readonly outputAudio?: TokenPrice;
  /** Prices of kinds of tokens that a usage does not tell apart (images, video, citations): for bounds only. */
  readonly otherInput?: readonly TokenPrice[];
  readonly otherOutput?: readonly TokenPrice[];
  /** Dollars for each call, whatever its tokens. */
  readonly perCallUsd?: number;
  /** Cache writes happen only when the request asks for them (Anthropic); elsewhere any call may write. */
  readonly writesAreOptIn: boolean;
}

/** Optional price keys of the catalogue and the fields they fill. */
const CATALOGUE_KEYS = [
  ["cache_read_mtok", "cacheRead"],
  ["cache_audio_read_mtok", "cacheReadAudio"],
  ["cache_write_mtok", "cacheWrite"],
  ["cache_write_1h_mtok", "cacheWrite1h"],
  ["input_audio_mtok", "inputAudio"],
  ["output_mtok", "output"],
  ["output_reasoning_mtok", "reasoning"],
  ["output_audio_mtok", "outputAudio"],
] as const;

const OTHER_INPUT = /^(input|cache)_(image|video)_.*mtok$/;
const OTHER_OUTPUT = /^output_(image|video|citation)_.*mtok$/;

/**
 * A catalogue's price list as unit prices; undefined when the model is not sold by the token (audio by the hour,
 * documents by the page): the library would say $0 for its tokens.
 */
export function unitPricesOf(prices: ModelPrice, model: string): UnitPrices | undefined {
  const input = prices["input_mtok"];
  if (input === undefined) return undefined;
  const fields: Partial<Record<(typeof CATALOGUE_KEYS)[number][1], TokenPrice>> = {};
  for (const [key, field] of CATALOGUE_KEYS) {
    const price = prices[key];
    if (price !== undefined) fields[field] = price;
  }
  const perThousandCalls = prices["requests_kcount"];
  return {
    input,
    ...fields,
    otherInput: matching(prices, OTHER_INPUT),
    otherOutput: matching(prices, OTHER_OUTPUT),
    writesAreOptIn: /claude|nova/i.test(model),
    ...(typeof perThousandCalls === "number" ? { perCallUsd: perThousandCalls / 1000 } : {}),
  };
}

function matching(prices: ModelPrice, keys: RegExp): TokenPrice[] {
  return Object.entries(prices).flatMap(([key, price]) =>
    price !== undefined && keys.test(key) ? [price] : [],
  );
}
