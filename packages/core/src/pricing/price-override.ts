import type { ModelCandidate } from "./model-name.ts";
import { matchesName } from "./name-pattern.ts";
import { canonicalProvider } from "./provider-id.ts";
import type { ServiceTierPrice } from "./service-tier.ts";
import type { UnitPrices } from "./unit-prices.ts";

/**
 * A user's own price for a model; wins over the catalogue. Amounts in dollars. Absent cache prices fall back to
 * the input price, one-hour writes to the price of writes, reasoning and output audio to the output price.
 */
export interface PriceOverride {
  /** Any spelling of the provider; absent = every provider. */
  readonly provider?: string;
  /** Exact or with `*` for any text, such as `my-llama-*`; case does not matter. */
  readonly model: string;
  readonly inputPerMillionUsd: number;
  readonly outputPerMillionUsd: number;
  readonly cacheReadPerMillionUsd?: number;
  readonly cacheWritePerMillionUsd?: number;
  readonly cacheWrite1hPerMillionUsd?: number;
  readonly reasoningPerMillionUsd?: number;
  readonly inputAudioPerMillionUsd?: number;
  readonly outputAudioPerMillionUsd?: number;
  /** Dollars for each call, whatever its tokens. */
  readonly perCallUsd?: number;
  /** ISO date or instant from which on the price holds; a bare date begins at midnight UTC. */
  readonly from?: string;
  /** ISO date or instant at which the price ends (exclusive). */
  readonly until?: string;
}

const PER_MILLION_FIELDS = [
  "inputPerMillionUsd",
  "outputPerMillionUsd",
  "cacheReadPerMillionUsd",
  "cacheWritePerMillionUsd",
  "cacheWrite1hPerMillionUsd",
  "reasoningPerMillionUsd",
  "inputAudioPerMillionUsd",
  "outputAudioPerMillionUsd",
] as const;

const MAX_PER_MILLION_USD = 1_000_000;
/** Below this, a decimal needs more digits than exact arithmetic keeps. */
const MIN_PER_MILLION_USD = 1e-6;

/** An override with its times parsed. */
export interface ParsedOverride {
  readonly provider: string | undefined;
  readonly model: string;
  readonly prices: UnitPrices;
  /** Epoch milliseconds, `from <= t < until`. */
  readonly from: number;
  readonly until: number;
}

/**
 * Checks and parses overrides.
 * @throws RangeError naming the entry, the field, what was expected and what was found.
 */
export function parseOverrides(overrides: readonly PriceOverride[]): ParsedOverride[] {
  return overrides.map((override, index) => {
    const path = `pricing.overrides[${index}]`;
    if (typeof override.model !== "string" || override.model.trim() === "")
      throw new RangeError(`${path}.model: expected a model name, found ${String(override.model)}`);
    for (const field of PER_MILLION_FIELDS) checkPrice(`${path}.${field}`, override[field], field);
    const perCall = override.perCallUsd;
    if (perCall !== undefined && !(perCall >= 0 && perCall <= 1_000_000))
      throw new RangeError(`${path}.perCallUsd: expected 0 to 1,000,000 dollars, found ${perCall}`);
    const from = instant(`${path}.from`, override.from) ?? Number.NEGATIVE_INFINITY;
    const until = instant(`${path}.until`, override.until) ?? Number.POSITIVE_INFINITY;
    if (until <= from)
      throw new RangeError(
        `${path}.until: expected a time after from (${override.from}), found ${override.until}`,
      );
    return {
      provider: override.provider === undefined ? undefined : canonicalProvider(override.provider),
      model: override.model.trim(),
      prices: unitPrices(override),
      from,
      until,
    };
  });
}

/**
 * Checks a user's service-tier factors.
 * @throws RangeError naming the entry, the field, what was expected and what was found.
 */
export function checkServiceTiers(tiers: readonly ServiceTierPrice[]): void {
  for (const [index, { multiplier }] of tiers.entries()) {
    if (!(multiplier >= 0 && multiplier <= 1000))
      throw new RangeError(
        `pricing.serviceTiers[${index}].multiplier: expected 0 to 1,000, found ${multiplier}`,
      );
  }
}

/**
 * The overrides that fit one of a model's names, whenever they hold: those for the name as given before those for
 * a shortened name (`gpt-4o` also fits `gpt-4o-2024-08-06`), else in their own order.
 */
export function overridesFor(
  overrides: readonly ParsedOverride[],
  candidates: readonly ModelCandidate[],
): ParsedOverride[] {
  if (overrides.length === 0) return [];
  const fitting = candidates.flatMap((candidate) =>
    overrides.filter((override) => fits(override, candidate)),
  );
  return [...new Set(fitting)];
}

function fits(override: ParsedOverride, { provider, model }: ModelCandidate): boolean {
  if (override.provider !== undefined) {
    if (provider === undefined || override.provider !== canonicalProvider(provider)) return false;
  }
  return matchesName(override.model, model);
}

function checkPrice(
  path: string,
  price: number | undefined,
  field: (typeof PER_MILLION_FIELDS)[number],
): void {
  const isRequired = field === "inputPerMillionUsd" || field === "outputPerMillionUsd";
  if (price === undefined && !isRequired) return;
  if (price === 0) return;
  if (typeof price === "number" && price >= MIN_PER_MILLION_USD && price <= MAX_PER_MILLION_USD) return;
  throw new RangeError(`${path}: expected 0, or 0.000001 to 1,000,000 dollars, found ${String(price)}`);
}

function instant(path: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new RangeError(`${path}: expected an ISO date, found ${text}`);
  return time;
}

function unitPrices(override: PriceOverride): UnitPrices {
  const optional = {
    cacheRead: override.cacheReadPerMillionUsd,
    cacheWrite: override.cacheWritePerMillionUsd,
    cacheWrite1h: override.cacheWrite1hPerMillionUsd,
    reasoning: override.reasoningPerMillionUsd,
    inputAudio: override.inputAudioPerMillionUsd,
    outputAudio: override.outputAudioPerMillionUsd,
    perCallUsd: override.perCallUsd,
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return {
    input: override.inputPerMillionUsd,
    output: override.outputPerMillionUsd,
    ...given,
    writesAreOptIn: /claude|nova/i.test(override.model),
  };
}
