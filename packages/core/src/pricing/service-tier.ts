import { ONE, type Ratio, ratioOf } from "./exact-amount.ts";
import { matchesName } from "./name-pattern.ts";
import { canonicalProvider } from "./provider-id.ts";

/** A user's own factor for a service tier; the first that matches counts. */
export interface ServiceTierPrice {
  /** Any spelling of the provider; absent = every provider. */
  readonly provider?: string;
  /** Exact or with `*`; absent = every model. */
  readonly model?: string;
  /** Name of the tier as the provider reports it, such as `priority`. */
  readonly tier: string;
  /** Factor on the token prices, 0 to 1,000, to six decimals. */
  readonly multiplier: number;
}

/** A factor on the token prices; `flag` says that it is a guess. */
export interface TierMultiplier {
  readonly ratio: Ratio;
  readonly flag?: "service_tier_estimated" | "service_tier_unknown";
}

const STANDARD: TierMultiplier = { ratio: ONE };
const HALF: TierMultiplier = { ratio: { numerator: 1, denominator: 2 } };
const UNKNOWN: TierMultiplier = { ratio: ONE, flag: "service_tier_unknown" };

/** Tiers that cost the list price. `scale` and `reserved` are prepaid; their tokens are shown at list price. */
const STANDARD_TIERS = new Set([
  "",
  "auto",
  "default",
  "standard",
  "standard_only",
  "on_demand",
  "scale",
  "reserved",
]);

/** OpenAI's price pages: priority over standard, per family; exact, and equal for input, cached input and output. */
const OPENAI_PRIORITY: readonly (readonly [family: string, ratio: Ratio])[] = [
  ["gpt-4o-mini", { numerator: 5, denominator: 3 }],
  ["gpt-4o-2024-05-13", { numerator: 7, denominator: 4 }],
  ["gpt-4o", { numerator: 17, denominator: 10 }],
  ["gpt-4.1-nano", { numerator: 2, denominator: 1 }],
  ["gpt-4.1-mini", { numerator: 7, denominator: 4 }],
  ["gpt-4.1", { numerator: 7, denominator: 4 }],
  ["gpt-5-mini", { numerator: 9, denominator: 5 }],
  ["gpt-5.2", { numerator: 2, denominator: 1 }],
  ["gpt-5.1", { numerator: 2, denominator: 1 }],
  ["gpt-5", { numerator: 2, denominator: 1 }],
  ["o4-mini", { numerator: 20, denominator: 11 }],
  ["o3", { numerator: 7, denominator: 4 }],
];

/** What may follow a family's name without leaving the family: nothing, a snapshot date, `-latest`. */
const SAME_FAMILY = /^(-20\d{2}.*|-latest|-chat-latest)?$/;

/**
 * The factor on the token prices for a service tier. The user's own come first; a tier nobody knows counts 1 and
 * is flagged `service_tier_unknown`; one whose price is only known by rule of thumb `service_tier_estimated`.
 */
export function tierMultiplier(
  tier: string | undefined,
  call: { readonly provider?: string | undefined; readonly model: string },
  own: readonly ServiceTierPrice[],
): TierMultiplier {
  if (tier === undefined) return STANDARD;
  const name = tier.trim().toLowerCase();
  const provider = call.provider === undefined ? undefined : canonicalProvider(call.provider);
  for (const price of own)
    if (applies(price, { tier: name, provider, model: call.model })) return ownMultiplier(price);
  if (STANDARD_TIERS.has(name)) return STANDARD;
  if (name === "batch") return HALF;
  if (name === "flex") return provider === "groq" ? STANDARD : HALF;
  if (name === "priority") return priority(provider, call.model);
  return UNKNOWN;
}

interface TieredCall {
  readonly tier: string;
  readonly provider: string | undefined;
  readonly model: string;
}

function applies(price: ServiceTierPrice, call: TieredCall): boolean {
  if (price.tier.trim().toLowerCase() !== call.tier) return false;
  if (price.provider !== undefined && canonicalProvider(price.provider) !== call.provider) return false;
  return price.model === undefined || matchesName(price.model, call.model);
}

function ownMultiplier(price: ServiceTierPrice): TierMultiplier {
  return { ratio: ratioOf(price.multiplier) };
}

function priority(provider: string | undefined, model: string): TierMultiplier {
  // Anthropic's priority tier is capacity bought beforehand; its tokens are shown at list price.
  if (provider === "anthropic") return { ratio: ONE, flag: "service_tier_estimated" };
  if (provider === "aws.bedrock")
    return { ratio: { numerator: 7, denominator: 4 }, flag: "service_tier_estimated" };
  const name = model.slice(model.lastIndexOf("/") + 1).toLowerCase();
  for (const [family, ratio] of OPENAI_PRIORITY) {
    if (name.startsWith(family) && SAME_FAMILY.test(name.slice(family.length))) return { ratio };
  }
  return { ratio: { numerator: 2, denominator: 1 }, flag: "service_tier_estimated" };
}
