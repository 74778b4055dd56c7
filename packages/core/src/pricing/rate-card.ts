import { type Decimal, nanosFromUsd } from "../money/nanos.ts";
import { type Division, divideExactly, divideQuickly, nanosPerToken, type Ratio } from "./exact-amount.ts";
import { INPUT_LEAVES, OUTPUT_LEAVES, type TokenCounts, type TokenLeaf } from "./token-counts.ts";
import type { TokenPrice, UnitPrices } from "./unit-prices.ts";

/** A price per token in whole units of `10^-scale` nano-dollars; `quick` is `exact` as a number. */
interface Rate {
  readonly quick: number;
  readonly exact: bigint;
}

/** The prices of all tokens of a call with more than `aboveInputTokens` input tokens. */
interface RateTable {
  readonly aboveInputTokens: number;
  readonly rates: Readonly<Record<TokenLeaf, Rate>>;
  readonly dearestInput: Rate;
  readonly dearestInputWithWrites: Rate;
  readonly dearestOutput: Rate;
}

/** A model's prices compiled for exact and quick arithmetic. */
export interface RateCard {
  /** Ascending; the last one whose threshold is exceeded applies. */
  readonly tables: readonly RateTable[];
  readonly unitsPerNano: number;
  readonly hasOutputPrice: boolean;
  /** False where audio tokens would be billed as text for want of a price of their own. */
  readonly hasInputAudioPrice: boolean;
  readonly hasOutputAudioPrice: boolean;
  readonly perCallNanos: number;
}

/** Nano-dollars of one call; `total` is the sum of input, output and the price per call. */
export interface Amounts {
  readonly inputNanos: number;
  readonly outputNanos: number;
  readonly totalNanos: number;
}

/** At most so many tokens, and whether some of the input may be written to a cache. */
export interface TokenBound {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly hasCacheWrites: boolean;
}

type Leaves = Readonly<Record<TokenLeaf, TokenPrice>>;

/** Compiles unit prices; costs some microseconds, so cards are kept. */
export function compileRateCard(prices: UnitPrices): RateCard {
  const leaves = withFallbacks(prices);
  const everyPrice = [...Object.values(leaves), ...(prices.otherInput ?? []), ...(prices.otherOutput ?? [])];
  const starts = new Set([-1, ...everyPrice.flatMap(tierStarts)]);
  const scale = Math.max(...everyPrice.flatMap(amountsOf).map((amount) => nanosPerToken(amount).scale));
  const rateAt = (price: TokenPrice, start: number): Rate =>
    rateOf(nanosPerToken(priceAt(price, start)), scale);
  const tables = [...starts]
    .sort((a, b) => a - b)
    .map((start): RateTable => {
      const rates = ratesAt(leaves, (price) => rateAt(price, start));
      const plainInput = [rates.text, rates.audio, rates.cacheRead, rates.cacheReadAudio].concat(
        (prices.otherInput ?? []).map((price) => rateAt(price, start)),
      );
      const allInput = [...plainInput, rates.cacheWrite, rates.cacheWrite1h];
      const output = [rates.output, rates.reasoning, rates.outputAudio].concat(
        (prices.otherOutput ?? []).map((price) => rateAt(price, start)),
      );
      return {
        aboveInputTokens: start,
        rates,
        dearestInput: dearest(prices.writesAreOptIn ? plainInput : allInput),
        dearestInputWithWrites: dearest(allInput),
        dearestOutput: dearest(output),
      };
    });
  return {
    tables,
    unitsPerNano: 10 ** scale,
    hasOutputPrice: prices.output !== undefined,
    hasInputAudioPrice: prices.inputAudio !== undefined,
    hasOutputAudioPrice: prices.outputAudio !== undefined,
    perCallNanos: nanosFromUsd(prices.perCallUsd ?? 0),
  };
}

/** What a call costs. Rounded half-even once for the input and once for the output. */
export function chargeFor(card: RateCard, counts: TokenCounts, multiplier: Ratio): Amounts {
  const table = tableFor(card, counts.inputTotal);
  const division: Division = { unitsPerNano: card.unitsPerNano, multiplier, rounding: "half-even" };
  const { rates } = table;
  const input =
    counts.text * rates.text.quick +
    counts.audio * rates.audio.quick +
    counts.cacheRead * rates.cacheRead.quick +
    counts.cacheReadAudio * rates.cacheReadAudio.quick +
    counts.cacheWrite * rates.cacheWrite.quick +
    counts.cacheWrite1h * rates.cacheWrite1h.quick;
  const output =
    counts.output * rates.output.quick +
    counts.reasoning * rates.reasoning.quick +
    counts.outputAudio * rates.outputAudio.quick;
  let inputNanos = divideQuickly(input, division);
  if (inputNanos < 0) inputNanos = divideExactly(exactSum(INPUT_LEAVES, counts, rates), division);
  let outputNanos = divideQuickly(output, division);
  if (outputNanos < 0) outputNanos = divideExactly(exactSum(OUTPUT_LEAVES, counts, rates), division);
  return { inputNanos, outputNanos, totalNanos: saturated(inputNanos + outputNanos + card.perCallNanos) };
}

/** The most that a call within `bound` can cost: each token at its dearest, in the dearest tier in reach, rounded up. */
export function boundFor(card: RateCard, bound: TokenBound, multiplier: Ratio): number {
  const division: Division = { unitsPerNano: card.unitsPerNano, multiplier, rounding: "up" };
  let input: Rate = FREE;
  let output: Rate = FREE;
  for (const table of card.tables) {
    if (table.aboveInputTokens >= bound.inputTokens) break;
    const dearestInput = bound.hasCacheWrites ? table.dearestInputWithWrites : table.dearestInput;
    if (dearestInput.exact > input.exact) input = dearestInput;
    if (table.dearestOutput.exact > output.exact) output = table.dearestOutput;
  }
  return saturated(
    times(bound.inputTokens, input, division) +
      times(bound.outputTokens, output, division) +
      card.perCallNanos,
  );
}

const FREE: Rate = { quick: 0, exact: 0n };

function times(tokens: number, rate: Rate, division: Division): number {
  const quick = divideQuickly(tokens * rate.quick, division);
  return quick >= 0 ? quick : divideExactly(BigInt(tokens) * rate.exact, division);
}

function exactSum(leaves: readonly TokenLeaf[], counts: TokenCounts, rates: RateTable["rates"]): bigint {
  return leaves.reduce((sum, leaf) => sum + BigInt(counts[leaf]) * rates[leaf].exact, 0n);
}

function tableFor(card: RateCard, inputTokens: number): RateTable {
  const { tables } = card;
  let chosen: RateTable | undefined;
  for (const table of tables) if (inputTokens > table.aboveInputTokens) chosen = table;
  if (chosen === undefined) throw new RangeError("a rate card has a table for every number of tokens");
  return chosen;
}

function withFallbacks(prices: UnitPrices): Leaves {
  const { input } = prices;
  const cacheWrite = prices.cacheWrite ?? input;
  const output = prices.output ?? 0;
  const audio = prices.inputAudio ?? input;
  return {
    text: input,
    audio,
    cacheRead: prices.cacheRead ?? input,
    // Without a discount for cached tokens, cached audio is audio.
    cacheReadAudio: prices.cacheReadAudio ?? prices.cacheRead ?? audio,
    cacheWrite,
    cacheWrite1h: prices.cacheWrite1h ?? cacheWrite,
    output,
    reasoning: prices.reasoning ?? output,
    outputAudio: prices.outputAudio ?? output,
  };
}

function ratesAt(leaves: Leaves, rate: (price: TokenPrice) => Rate): RateTable["rates"] {
  return {
    text: rate(leaves.text),
    audio: rate(leaves.audio),
    cacheRead: rate(leaves.cacheRead),
    cacheReadAudio: rate(leaves.cacheReadAudio),
    cacheWrite: rate(leaves.cacheWrite),
    cacheWrite1h: rate(leaves.cacheWrite1h),
    output: rate(leaves.output),
    reasoning: rate(leaves.reasoning),
    outputAudio: rate(leaves.outputAudio),
  };
}

function priceAt(price: TokenPrice, start: number): number {
  if (typeof price === "number") return price;
  const reached = price.tiers.filter((tier) => start >= tier.start).sort((a, b) => b.start - a.start);
  return reached[0]?.price ?? price.base;
}

function tierStarts(price: TokenPrice): number[] {
  return typeof price === "number" ? [] : price.tiers.map((tier) => tier.start);
}

function amountsOf(price: TokenPrice): number[] {
  return typeof price === "number" ? [price] : [price.base, ...price.tiers.map((tier) => tier.price)];
}

function rateOf({ digits, scale }: Decimal, toScale: number): Rate {
  const exact = digits * 10n ** BigInt(toScale - scale);
  return { quick: Number(exact), exact };
}

function dearest(rates: readonly Rate[]): Rate {
  return rates.reduce((best, rate) => (rate.exact > best.exact ? rate : best), FREE);
}

function saturated(nanos: number): number {
  return Math.min(nanos, Number.MAX_SAFE_INTEGER);
}
