import { CATALOGUE, type CatalogueEntry, findCatalogueEntry, knownToCatalogue } from "./catalogue.ts";
import { type ModelCandidate, modelCandidates } from "./model-name.ts";
import { overridesFor, type ParsedOverride } from "./price-override.ts";
import { compileRateCard, type RateCard } from "./rate-card.ts";
import { spanAround, type TimeSpan } from "./time-span.ts";
import { type UnitPrices, unitPricesOf } from "./unit-prices.ts";

/** What is known about a model's price at an instant, and for how long it holds. */
export type PriceResolution =
  | {
      readonly kind: "priced";
      readonly card: RateCard;
      readonly catalogue: string;
      readonly flags: readonly string[];
      readonly span: TimeSpan;
    }
  | { readonly kind: "unpriced"; readonly reason: string; readonly span: TimeSpan };

/** The model whose price is asked, and the instant (epoch milliseconds). */
export interface PriceQuestion {
  readonly provider: string | undefined;
  readonly model: string;
  readonly at: number;
}

const FREE: UnitPrices = { input: 0, output: 0, writesAreOptIn: false };

/** Finds the price of a model at an instant: the user's overrides first, then the catalogue. */
export function resolvePrice(question: PriceQuestion, overrides: readonly ParsedOverride[]): PriceResolution {
  const candidates = modelCandidates(question.provider, question.model);
  const own = overridesFor(overrides, candidates);
  const ownSpan = spanAround(
    own.flatMap(({ from, until }) => [from, until]),
    question.at,
  );
  const override = own.find(({ from, until }) => from <= question.at && question.at < until);
  if (override !== undefined) {
    const card = compileRateCard(override.prices);
    return { kind: "priced", card, catalogue: "override", flags: [], span: ownSpan };
  }
  const found = fromCatalogue(question, candidates);
  return { ...found, span: intersection(found.span, ownSpan) };
}

const ALWAYS: TimeSpan = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

function fromCatalogue(question: PriceQuestion, candidates: readonly ModelCandidate[]): PriceResolution {
  for (const candidate of candidates) {
    const entry = findCatalogueEntry(candidate, question.at);
    if (entry !== undefined) return resolutionOf(entry, candidate);
  }
  const { provider } = question;
  const isUnknown = provider !== undefined && knownToCatalogue(provider) === undefined;
  return { kind: "unpriced", reason: isUnknown ? "unknown_provider" : "unknown_model", span: ALWAYS };
}

function resolutionOf(entry: CatalogueEntry, candidate: ModelCandidate): PriceResolution {
  const { prices, span } = entry;
  const isEmpty = Object.keys(prices).length === 0;
  // An empty price list is $0 to the library; it is free to us only where the catalogue says so in words.
  if (isEmpty && !entry.isFree) return { kind: "unpriced", reason: "no_price_in_catalogue", span };
  const unitPrices = isEmpty ? FREE : unitPricesOf(prices, entry.model);
  if (unitPrices === undefined) return { kind: "unpriced", reason: "not_priced_by_token", span };
  const flags: string[] = candidate.flag === undefined ? [] : [candidate.flag];
  if (prices["output_image_mtok"] !== undefined) flags.push("image_output_not_itemised");
  return { kind: "priced", card: compileRateCard(unitPrices), catalogue: CATALOGUE, flags, span };
}

function intersection(a: TimeSpan, b: TimeSpan): TimeSpan {
  return { from: Math.max(a.from, b.from), until: Math.min(a.until, b.until) };
}
