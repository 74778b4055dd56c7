import type { SpanCost, TokenUsage } from "../record/span-record.ts";
import { ONE, type Ratio } from "./exact-amount.ts";
import { GenerationCache } from "./generation-cache.ts";
import { checkServiceTiers, type PriceOverride, parseOverrides } from "./price-override.ts";
import { type PriceResolution, resolvePrice } from "./price-resolution.ts";
import { boundFor, chargeFor, type RateCard } from "./rate-card.ts";
import { type ServiceTierPrice, type TierMultiplier, tierMultiplier } from "./service-tier.ts";
import { addFlag, mendedCount, type TokenCounts, tokenCounts } from "./token-counts.ts";

/** What every question for a price names. `at` is the start of the call in epoch milliseconds. */
export interface PricedCall {
  /** Any spelling of the provider (OpenTelemetry, LangChain, AI SDK); absent = told by the model's name. */
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly serviceTier?: string | undefined;
  readonly at: number;
}

/** The limits within which a call will stay. */
export interface CallLimits extends PricedCall {
  readonly inputTokens: number;
  readonly maxOutputTokens: number;
  /** The request asks for cache writes. Models that write without being asked are always taken to do so. */
  readonly hasCacheWrites?: boolean;
}

/** The most a call can cost in nano-dollars, or why that is not known. */
export type PriceBound =
  | { readonly kind: "bounded"; readonly nanos: number }
  | { readonly kind: "unpriced"; readonly reason: string };

/** Prices for calls. Never throws; an unknown price is `unpriced`, never 0. */
export interface PriceBook {
  /** What a call with this usage cost, by the prices of the time at which it started. */
  price(call: PricedCall & { readonly usage: TokenUsage }): SpanCost;
  /**
   * An upper bound of `price` for every usage within the limits: no cache discount, the dearest kind of token in
   * the dearest tier in reach, no discount for a service tier before the provider has confirmed it; rounded up.
   */
  bound(call: CallLimits): PriceBound;
}

/** Options of `createPriceBook`. */
export interface PriceBookOptions {
  readonly overrides?: readonly PriceOverride[];
  readonly serviceTiers?: readonly ServiceTierPrice[];
  /** Models whose prices are kept compiled, 1,000 unless told. */
  readonly cacheSize?: number;
}

/** A resolution with the last service tier asked for, which is nearly always the next one too. */
interface CachedPrice {
  readonly resolution: PriceResolution;
  tier: string | undefined;
  multiplier: TierMultiplier;
}

/** No model has a longer name; what is longer is not looked up and not kept. */
const MAX_NAME_LENGTH = 512;
const MAX_TIME_MS = 8.64e15;

/**
 * A price book over the bundled catalogue and the user's overrides.
 * @throws RangeError on an override or a factor that is out of range, naming it.
 */
export function createPriceBook(options: PriceBookOptions = {}): PriceBook {
  const overrides = parseOverrides(options.overrides ?? []);
  const serviceTiers = options.serviceTiers ?? [];
  checkServiceTiers(serviceTiers);
  const cache = new GenerationCache<CachedPrice>(options.cacheSize ?? 1000);

  function lookUp(call: PricedCall): CachedPrice | string {
    const { provider, model, at } = call;
    if (typeof model !== "string" || model === "") return "no_model";
    if (!(Math.abs(at) <= MAX_TIME_MS)) return "invalid_time";
    if (model.length > MAX_NAME_LENGTH) return "unknown_model";
    if (provider !== undefined && provider.length > MAX_NAME_LENGTH) return "unknown_provider";
    const key = provider === undefined ? model : `${provider}\n${model}`;
    const cached = cache.get(key);
    if (cached !== undefined && cached.resolution.span.from <= at && at < cached.resolution.span.until)
      return cached;
    const resolution = resolvePrice({ provider, model, at }, overrides);
    const fresh: CachedPrice = { resolution, tier: undefined, multiplier: { ratio: ONE } };
    cache.set(key, fresh);
    return fresh;
  }

  function multiplierFor(found: CachedPrice, call: PricedCall): TierMultiplier {
    const { serviceTier, provider, model = "" } = call;
    if (found.tier !== serviceTier) {
      found.multiplier = tierMultiplier(serviceTier, { provider, model }, serviceTiers);
      found.tier = serviceTier;
    }
    return found.multiplier;
  }

  return {
    price(call) {
      const found = lookUp(call);
      if (typeof found === "string") return { source: "unpriced", reason: found };
      const { resolution } = found;
      if (resolution.kind === "unpriced") return { source: "unpriced", reason: resolution.reason };
      const counts = tokenCounts(call.usage);
      if (!resolution.card.hasOutputPrice && call.usage.outputTokens > 0)
        return { source: "unpriced", reason: "no_output_price" };
      const multiplier = multiplierFor(found, call);
      const amounts = chargeFor(resolution.card, counts, multiplier.ratio);
      if (isAudioBilledAsText(resolution.card, counts)) addFlag(counts, "audio_priced_as_text");
      const flags = joined(resolution.flags, multiplier.flag, counts.flags);
      const cost = { source: "priced" as const, ...amounts, catalogue: resolution.catalogue };
      return flags === undefined ? cost : { ...cost, flags };
    },
    bound(call) {
      if (!Number.isFinite(call.inputTokens) || !Number.isFinite(call.maxOutputTokens))
        return { kind: "unpriced", reason: "unlimited_tokens" };
      const found = lookUp(call);
      if (typeof found === "string") return { kind: "unpriced", reason: found };
      const { resolution } = found;
      if (resolution.kind === "unpriced") return { kind: "unpriced", reason: resolution.reason };
      const outputTokens = mendedCount(call.maxOutputTokens);
      if (!resolution.card.hasOutputPrice && outputTokens > 0)
        return { kind: "unpriced", reason: "no_output_price" };
      const limits = {
        inputTokens: mendedCount(call.inputTokens),
        outputTokens,
        hasCacheWrites: call.hasCacheWrites === true,
      };
      const ratio = withoutDiscount(multiplierFor(found, call).ratio);
      return { kind: "bounded", nanos: boundFor(resolution.card, limits, ratio) };
    },
  };
}

function isAudioBilledAsText(card: RateCard, counts: TokenCounts): boolean {
  const hasInputAudio = counts.audio > 0 || counts.cacheReadAudio > 0;
  return (hasInputAudio && !card.hasInputAudioPrice) || (counts.outputAudio > 0 && !card.hasOutputAudioPrice);
}

function withoutDiscount(ratio: Ratio): Ratio {
  return ratio.numerator < ratio.denominator ? ONE : ratio;
}

function joined(
  known: readonly string[],
  tier: string | undefined,
  counted: readonly string[] | undefined,
): readonly string[] | undefined {
  if (known.length === 0 && tier === undefined && counted === undefined) return undefined;
  return [...known, ...(tier === undefined ? [] : [tier]), ...(counted ?? [])];
}
