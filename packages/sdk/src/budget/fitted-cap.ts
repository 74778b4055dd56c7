import { outputLimitOf } from "@breakwater/core/pricing/output-limit";
import type { PriceBound } from "@breakwater/core/pricing/price-book";
import { objectOf } from "@breakwater/core/usage/untyped";
import type { ModelCall } from "../calls/open-run.ts";

/** How answers without a cap are fitted into what the budgets still afford; tokens of one answer. */
export interface OutputFit {
  /** A call that cannot have as much is refused. */
  readonly minTokens: number;
  /** No call is given more, however much its budgets afford. Default: the model's own limit. */
  readonly maxTokens?: number;
}

/** The caps that a call may be given. */
export interface CapRange {
  readonly least: number;
  readonly most: number;
}

/**
 * The caps that a call may be given: up to what its model accepts, which for a model whose limit is not known is
 * taken to be `assumedTokens`. Never empty.
 */
export function capRange(
  { requestModel, provider }: ModelCall,
  fit: OutputFit,
  assumedTokens: number,
): CapRange {
  const limit = requestModel === undefined ? undefined : outputLimitOf(requestModel, provider);
  const most = Math.min(limit ?? Number.POSITIVE_INFINITY, fit.maxTokens ?? limit ?? assumedTokens);
  return { least: Math.min(fit.minTokens, most), most };
}

/** A call as it was sent: with the cap that it was given, if any. */
export function cappedCall(call: ModelCall, tokens: number | undefined): ModelCall {
  if (tokens === undefined) return call;
  const invocationParams = { ...objectOf(call.request.invocationParams), max_tokens: tokens };
  return { ...call, request: { ...call.request, invocationParams } };
}

/** Parts of {@link fittedCap}. */
export interface FittedCapParts extends CapRange {
  /** What the budgets can still hold, in nanos. */
  readonly room: number;
  /** The most that the call can cost when each answer has so many tokens; must not fall as they grow. */
  boundOf(tokens: number): PriceBound;
}

/**
 * The largest cap in range with which a call fits into the room; undefined when it does not even with the least, or
 * has no price.
 */
export function fittedCap({ room, least, most, boundOf }: FittedCapParts): number | undefined {
  const isAffordable = (tokens: number) => {
    const bound = boundOf(tokens);
    return bound.kind === "bounded" && bound.nanos <= room;
  };
  if (isAffordable(most)) return most;
  if (!isAffordable(least)) return undefined;
  // `fits` always fits and `tooLong` never does.
  let fits = least;
  let tooLong = most;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (isAffordable(middle)) fits = middle;
    else tooLong = middle;
  }
  return fits;
}
