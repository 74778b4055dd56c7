import { type ConditionalPrice, calcPrice, findProvider, type ModelPrice } from "@pydantic/genai-prices";
import type { ModelCandidate } from "./model-name.ts";
import { catalogueProvider, isUncataloguedProvider } from "./provider-id.ts";
import { dailyBoundaries, spanAround, type TimeSpan } from "./time-span.ts";

/** Name of the catalogue as it is stored on each cost; a test holds its version equal to package.json. */
export const CATALOGUE = "genai-prices@0.1.8";

/** Prices of one model, and the span of time around the asked instant in which they hold. */
export interface CatalogueEntry {
  readonly provider: string;
  readonly model: string;
  readonly prices: ModelPrice;
  /** The catalogue says in words that this model costs nothing. */
  readonly isFree: boolean;
  readonly span: TimeSpan;
}

/** The catalogue's id for a provider, also for ids that only the catalogue knows. */
export function knownToCatalogue(provider: string): string | undefined {
  const mapped = catalogueProvider(provider);
  if (mapped !== undefined || isUncataloguedProvider(provider)) return mapped;
  const id = provider.trim().toLowerCase();
  // The library also matches by substring ("my-openai-proxy" is openai to it); only an exact id will do here.
  return findProvider({ providerId: id })?.id === id ? id : undefined;
}

/** The prices of a model at an instant (epoch milliseconds), or undefined when the catalogue has no such model. */
export function findCatalogueEntry(candidate: ModelCandidate, at: number): CatalogueEntry | undefined {
  const providerId = candidate.provider === undefined ? undefined : knownToCatalogue(candidate.provider);
  if (candidate.provider !== undefined && providerId === undefined) return undefined;
  const timestamp = new Date(Math.floor(at));
  // With no usage at all the library only resolves: provider, model, and the price list of that instant.
  const found = calcPrice({}, candidate.model, {
    timestamp,
    ...(providerId === undefined ? {} : { providerId }),
  });
  if (found === null) return undefined;
  const { id, price_comments: comments = "", description = "", prices } = found.model;
  return {
    provider: found.provider.id,
    model: id,
    prices: found.model_price,
    isFree:
      id.endsWith(":free") || /\bfree\b|included in the subscription/i.test(`${comments} ${description}`),
    span: Array.isArray(prices) ? spanOf(prices, at) : { from: -Infinity, until: Infinity },
  };
}

function spanOf(prices: readonly ConditionalPrice[], at: number): TimeSpan {
  const boundaries = prices.flatMap(({ constraint }) => {
    if (constraint === undefined) return [];
    if (constraint.type === "start_date") return [Date.parse(constraint.start_date)];
    return [...dailyBoundaries(constraint.start_time, at), ...dailyBoundaries(constraint.end_time, at)];
  });
  return spanAround(boundaries, at);
}
